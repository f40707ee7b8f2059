"""The words in which a published key result says how it is measured, written and read back without loss.

Clauses between semicolons: the kind with its numbers first, then what there is of the rest, in this order.

    from 20 to 80 installs          increase from ? to 99.9%      decrease from 400 to 250 ms
    stay above 99.9%                stay below 250 ms             between 5 and 8 days
    stay at least 99.5% (its low)   stay at most 45 days (its high)
    done or not done                milestones                    establish the baseline
    ; unit, baseline, target, low, high: what the kind's own words leave no room for ("baseline 40")
    ; stretch 100   ; committed or aspirational   ; weight 2   ; owner: Jane Doe

A number is unknown as `?` and withheld as a placeholder, N1; signs stay with their number ("$1.5M", "80%"), the name of
a unit follows the last one. Text that could be taken for something else stands in quotes: owner: "Doe; Jane".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

from data.rules.okr import Commitment, KeyResult, Kind
from data.rules.words import CURRENCIES

Number = float | str | None  # a placeholder such as "N1" where the number is withheld, None where it is unknown
NUMBERS = ("baseline", "target", "low", "high", "stretch", "weight")
PLACEHOLDER = r"N\d+"

_DIGITS = r"[-−]?(?:\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?|inf)"
_TOKEN = re.compile(rf"(?P<minus>[-−]?)(?P<currency>[{CURRENCIES}]?)(?P<number>{_DIGITS}|{PLACEHOLDER}|\?)(?P<sign>.*)")
_CLAUSE = re.compile(r'(?:[^;"]|"(?:\\.|[^"\\])*")+')
_SHAPES: tuple[tuple[Kind, str, tuple[str, ...]], ...] = (
    ("increase", "from {} to {}", ("baseline", "target")),
    ("decrease", "from {} to {}", ("baseline", "target")),
    ("stay_above", "stay above {}", ("target",)),
    ("stay_above", "stay at least {}", ("low",)),
    ("stay_below", "stay below {}", ("target",)),
    ("stay_below", "stay at most {}", ("high",)),
    ("band", "between {} and {}", ("low", "high")),
    ("milestones", "milestones", ()),
    ("done", "done or not done", ()),
    ("baseline", "establish the baseline", ()),
)


@dataclass(frozen=True, slots=True)
class Measure:
    """How a key result is measured, as it may be published: owner is a name, numbers may be placeholders."""

    kind: Kind
    unit: str | None = None
    baseline: Number = None
    target: Number = None
    low: Number = None
    high: Number = None
    stretch: Number = None
    commitment: Commitment | None = None
    weight: Number = None
    owner: str | None = None


def of(key_result: KeyResult, owner: str | None, withheld: Mapping[str, str] | None = None) -> Measure:
    """A key result's measure with its owner's name; `withheld` has a placeholder for each number that stays inside."""
    copied = {field.name: getattr(key_result, field.name) for field in fields(Measure) if field.name != "owner"}
    return replace(Measure(key_result.kind), **copied | {"owner": owner} | dict(withheld or {}))


def described(measure: Measure) -> str:
    """The measure in words that `read` understands: "from 20 to 80 installs; committed; owner: Jane Doe"."""
    plain = "; ".join(_clauses(measure, _kind_and_numbers(measure)))
    if read(plain) == measure:
        return plain
    bare = _kind_and_numbers(replace(measure, unit=None))
    return "; ".join(_clauses(measure, [*bare, f"unit: {_quoted(measure.unit)}"] if measure.unit is not None else bare))


def read(text: str) -> Measure | None:
    """The measure that such words say; None when they are no such words."""
    clauses = [clause.strip() for clause in _CLAUSE.findall(text.strip())]
    measure = _first(clauses[0]) if clauses else None
    for clause in clauses[1:]:
        measure = measure and _with(measure, clause)
    return measure


def number(text: str) -> float:
    """The value of digits as people write them: "1,234.5", "−3"."""
    return float(text.replace(",", "").replace("−", "-"))


def _clauses(measure: Measure, first: list[str]) -> Iterator[str]:
    yield from first
    for name in NUMBERS[:4]:
        if name not in _shape(measure)[1] and (value := getattr(measure, name)) is not None:
            yield f"{name} {_number(value)}"
    if measure.stretch is not None:
        yield f"stretch {_number(measure.stretch)}"
    if measure.commitment is not None:
        yield measure.commitment
    if measure.weight is not None:
        yield f"weight {_number(measure.weight)}"
    if measure.owner is not None:
        yield f"owner: {_text(measure.owner)}"


def _kind_and_numbers(measure: Measure) -> list[str]:
    """The first clause, and the unit as a second one where the first has no number that could carry it."""
    shape, names = _shape(measure)
    *others, last = [getattr(measure, name) for name in names] or [None]
    if not names:
        return [shape] if measure.unit is None else [shape, f"unit: {_text(measure.unit)}"]
    signed = _signed(measure.unit)
    said = shape.format(
        *(_number(value, None if value is None else signed) for value in others), _number(last, measure.unit)
    )
    says_kind = _direction(measure) == measure.kind or measure.kind not in ("increase", "decrease")
    return [said if says_kind else f"{measure.kind} {said}"]


def _shape(measure: Measure) -> tuple[str, tuple[str, ...]]:
    """The words of the kind and the numbers in them: of two ways to say it the first one whose number is known."""
    shapes = [(shape, names) for kind, shape, names in _SHAPES if kind == measure.kind]
    known = (found for found in shapes if any(getattr(measure, name) is not None for name in found[1]))
    return next(known, shapes[0])


def _direction(measure: Measure) -> Kind | None:
    """What the numbers alone say about the way; None when they say nothing."""
    baseline, target = measure.baseline, measure.target
    if not isinstance(baseline, float | int) or not isinstance(target, float | int) or baseline == target:
        return None
    return "increase" if target > baseline else "decrease"


def _number(value: Number, unit: str | None = None) -> str:
    text = "?" if value is None else value if isinstance(value, str) else _digits(value)
    if not unit:
        return text
    if unit[0] in CURRENCIES:
        return unit[0] + text + unit[1:]
    return text + unit if unit[0] == "%" else f"{text} {unit}"


def _digits(value: float) -> str:
    """All the digits that a number has, so that it is read back exactly."""
    return f"{value:,}".removesuffix(".0")


def _signed(unit: str | None) -> str | None:
    """The part of a unit that stays with each number: "$M" of "$M a year", "%" of "% of builds"."""
    return unit.split(" ")[0] if unit and (unit[0] in CURRENCIES or unit[0] == "%") else None


def _first(clause: str) -> Measure | None:
    way, said = clause.split(" ", 1) if clause.startswith(("increase ", "decrease ")) else ("", clause)
    for kind, shape, names in _SHAPES:
        pattern = re.escape(shape).replace(r"\{\}", r"(\S+)")
        found = re.fullmatch(pattern + (r"(?: (.+))?" if names else ""), said, re.DOTALL)
        if found and (not way or names == ("baseline", "target")):
            return _measured(kind, way, names, found.groups())
    return None


def _measured(kind: Kind, way: str, names: tuple[str, ...], groups: tuple[str | None, ...]) -> Measure | None:
    tokens = [_TOKEN.fullmatch(group or "") for group in groups[: len(names)]]
    if not all(tokens):
        return None
    values = {name: _value(token) for name, token in zip(names, tokens, strict=True) if token}
    measure = replace(Measure(kind, unit=_unit(tokens[-1], groups[-1]) if names else None), **values)
    if names != ("baseline", "target"):
        return measure
    named: Kind | None = "increase" if way == "increase" else "decrease" if way else _direction(measure)
    return replace(measure, kind=named) if named else None


def _value(token: re.Match[str]) -> Number:
    text = token["number"]
    if text == "?":
        return None
    return text if re.fullmatch(PLACEHOLDER, text) else number(token["minus"] + text)


def _unit(token: re.Match[str] | None, rest: str | None) -> str | None:
    sign = token["currency"] + token["sign"] if token else ""
    return " ".join(part for part in (sign, rest) if part) or None


def _with(measure: Measure, clause: str) -> Measure | None:
    """The measure with what a later clause says; None when the clause says nothing known."""
    if clause == "committed" or clause == "aspirational":
        return replace(measure, commitment=clause)
    if found := re.fullmatch(r"(unit|owner): (.*)", clause, re.DOTALL):
        return replace(measure, **{found[1]: _unquoted(found[2])})
    name, _, value = clause.partition(" ")
    token = _TOKEN.fullmatch(value)
    return replace(measure, **{name: _value(token)}) if name in NUMBERS and token and not token["sign"] else None


def _text(text: str) -> str:
    return _quoted(text) if text != text.strip() or not text or set(text) & set(';"\n') else text


def _quoted(text: str | None) -> str:
    return json.dumps(text, ensure_ascii=False)


def _unquoted(text: str) -> str:
    try:
        return json.loads(text) if text.startswith('"') else text
    except ValueError:
        return text
