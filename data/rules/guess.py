"""What the words of a key result seem to say of how it is measured: a guess to be confirmed, never a silent one.

Years, dates, quarters, versions, standards (SOC 2), percentiles (p95), tiers and the like name something: they are no
numbers here. Every other number stands as `#` in the patterns below; those that no pattern took are named as left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from data.rules import measure, words
from data.rules.measure import Measure
from data.rules.okr import SLOPE_KINDS, Kind

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_YEAR = r"(?:19|20)\d\d\b"
_NAMES = re.compile(
    "|".join(
        [
            rf"\b\d{{4}}-\d\d(?:-\d\d)?\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b|\b{_MONTH}\.? {_YEAR}",
            rf"\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?! ?%)|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\b",
            rf"\b(?:by|in|of|for|since|until|through|during|end|early|late|mid|EOY|calendar|year)[ -]{_YEAR}(?:-\d\d)*",
            rf"\b{_YEAR}(?=\s*(?:$|[.,;:)]| [QH]\d| roadmap| plan| budget| goals))",
            r"\b(?:FY|CY|[QHPSTVW])[- ]?'?\d+(?:\.\d+)*\b|\bv(?:ersion)? ?\d[\w.]*|\b\d+(?:\.\d+){2,}\b|#\d+",
            r"\b\d+(?:st|nd|rd|th)\b|\b24/7\b|\b\d{1,2}:\d\d\b|\b\d+-(?:day|week|month|year)\b|\b360\b(?= feedback)",
            r"\b(?:SOC|ISO|RFC|PCI|HTTP|TLS|web|level|tier|type|stage|phase|step|series|part|top|option|sprint|section)"
            r"s?[- ]?#?\d+(?:\.\d+)*(?:(?:,| and| or| &|/| ?->| to) ?\d+)*\b",
            r"\bwithin \d+ \w+ (?:of|after|from)\b",
            r"\b(?:last|past|next|first|every|per|trailing|rolling) \d+ (?:day|week|month|quarter|year)s?\b",
            r"\b[A-Za-z]+-?\d[\w.]*",
        ]
    ),
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    rf"\b(?:{measure.PLACEHOLDER}(?=[xkKMB]?\b)|TBD\b)|\b[A-Z](?= ?%)|(?<=[$€£])[A-Z]\b|\b[XYZ]\b(?=[ .,;)]|$)"
)
_AMOUNT = re.compile(
    rf"(?:(?P<currency>[{words.CURRENCIES}]) ?)?"
    rf"(?P<number>(?<![\w.])[-−]?\d+(?:,\d{{3}})*(?:\.\d+)?|\b{measure.PLACEHOLDER}(?![\w.]))"
    r"(?P<sign> ?%| percent\b| ?(?:thousand|million|billion|bn|[kKmMB])\b|x\b)?"
)
_TIMES = r"(?:ms|s|milliseconds?|seconds?|minutes?|hours?|days?|weeks?|months?)"
_NOT_A_UNIT = "and|or|of|in|to|for|with|from|by|per|on|at|the|as|is|are|has|that|which|who|less|across|within|after"
_WORD = rf"(?!(?:{_NOT_A_UNIT})\b)[a-z][\w-]*"
_NOUN = re.compile(
    rf"\+?(?: ?(?P<short>{_TIMES}|points?|[KMGT]B)\b| (?P<noun>(?:{_WORD} ){{0,2}}?(?:{_WORD}[a-rt-z]s|people))\b)"
)
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}
_SHORT = {"thousand": "k", "K": "k", "million": "M", "m": "M", "billion": "B", "bn": "B"}


@dataclass(frozen=True, slots=True)
class Guess:
    """`guessed` says in words what was taken from which words, `uncertain` what has to be confirmed or filled in."""

    kind: Kind | None = None
    unit: str | None = None
    baseline: float | None = None
    target: float | None = None
    low: float | None = None
    high: float | None = None
    guessed: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """One number of a text, None for a placeholder, with the unit that stands at it."""

    text: str
    value: float | None
    unit: str | None


Found = Callable[[str, Sequence[Amount]], Guess]  # from the words that a pattern took and the numbers in them


def of(title: str) -> Guess:
    """What a title says of kind, numbers and unit; kind None and a sentence in `uncertain` where it says nothing."""
    marked, amounts = _marked(title)
    for pattern, guess in _PATTERNS:
        if (found := pattern.search(marked)) and not (guess is _done and amounts):
            taken = _within(found.span(), marked)
            said, others = _unmarked(found[0], amounts[taken]), [*amounts[: taken.start], *amounts[taken.stop :]]
            return _explained(_from_today(guess(found[0], amounts[taken]), marked, amounts), said, others)
    if amounts:
        return Guess(uncertain=(f"nothing says what {amounts[0].text} is: a baseline, a target or something else",))
    return Guess(uncertain=("nothing says how it is measured",))


def looks_measured(text: str) -> bool:
    """Whether a line reads like a key result: it says what a number has to become."""
    marked, _ = _marked(text)
    return any(pattern.search(marked) for pattern, guess in _PATTERNS if guess is not _done)


def placeholders(text: str) -> tuple[str, ...]:
    """What stands for numbers that are withheld or not known yet, each once: N1, the X of "X%", TBD."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def _marked(text: str) -> tuple[str, list[Amount]]:
    """The text with `#` for the digits of each number, and those numbers."""
    named = _NAMES.sub(_without_digits, text.replace("#", "№"))
    amounts = [_amount(found, named) for found in _AMOUNT.finditer(named)]
    return _AMOUNT.sub(lambda found: f"{found['currency'] or ''}#{found['sign'] or ''}", named), amounts


def _without_digits(found: re.Match[str]) -> str:
    return found[0] if re.fullmatch(measure.PLACEHOLDER, found[0]) else re.sub(r"\d", "_", found[0])


def _unmarked(words_found: str, amounts: Sequence[Amount]) -> str:
    numbers = iter(amounts)
    bare = re.sub(
        rf"[{words.CURRENCIES}]?#(?: ?%| percent| ?(?:thousand|million|billion|bn|[kKmMB])\b|x\b)?", "#", words_found
    )
    return re.sub("#", lambda _: next(numbers).text, bare).replace("_", "…").replace("№", "#").strip()


def _amount(found: re.Match[str], text: str) -> Amount:
    sign = (found["sign"] or "").strip()
    noun = _NOUN.match(text, found.end())
    withheld = re.fullmatch(measure.PLACEHOLDER, found["number"])
    value = None if withheld else measure.number(found["number"])
    if found["currency"]:
        return Amount(found[0].strip(), value, found["currency"] + _SHORT.get(sign, sign))
    if sign in ("%", "percent", "x"):
        return Amount(found[0].strip(), value, sign.replace("percent", "%"))
    scale = _SCALES.get(sign.lower(), 1)
    return Amount(found[0].strip(), value and value * scale, noun["short"] or noun["noun"] if noun else None)


def _within(span: tuple[int, int], marked: str) -> slice:
    """Which of the numbers stand within a part of the text."""
    return slice(*(marked.count("#", 0, end) for end in span))


def _from_today(guess: Guess, marked: str, amounts: Sequence[Amount]) -> Guess:
    """The guess with the baseline that is said apart: "(currently 125k)", "from a baseline of 40"."""
    found = _TODAY.search(marked) if guess.kind in SLOPE_KINDS and guess.baseline is None else None
    if not found or (amount := amounts[_within(found.span(), marked)][0]).value is None:
        return guess
    reason = f"the baseline, from “{_unmarked(found[0], [amount])}”"
    return replace(guess, baseline=amount.value, guessed=(*guess.guessed, reason))


def _explained(guess: Guess, said: str, others: Sequence[Amount]) -> Guess:
    """The guess with the words that it is from, what such a key result still lacks, and the numbers left out."""
    lacks = list(guess.uncertain)
    if guess.kind in SLOPE_KINDS and guess.target is None and not lacks:
        lacks.append("the target is not said")
    if guess.kind in SLOPE_KINDS and guess.baseline is None:
        lacks.append("the baseline is not said")
    left = [amount.text for amount in others if amount.value is None or amount.value != guess.baseline]
    if left:
        lacks.append(f"left out: {', '.join(left)}")
    if guess.kind is None:
        return replace(guess, uncertain=tuple(lacks))
    summary = Measure(guess.kind, guess.unit, guess.baseline, guess.target, guess.low, guess.high)
    reason = f"{measure.described(summary)}, from “{said}”"
    return replace(guess, guessed=(reason, *guess.guessed), uncertain=tuple(lacks))


def _from_to(said: str, amounts: Sequence[Amount]) -> Guess:
    (baseline, target), unit = _in_one_unit(amounts)
    withheld = () if baseline is not None and target is not None else ("a number is withheld",)
    if baseline is not None and target is not None:
        kind: Kind = "decrease" if target < baseline else "increase"
    else:
        kind = _way(said)
    return Guess(kind, unit, baseline, target, uncertain=withheld)


def _in_one_unit(amounts: Sequence[Amount]) -> tuple[list[float | None], str | None]:
    """Two numbers and their unit; money in unlike scales is counted in single ones."""
    units = [amount.unit for amount in amounts if amount.unit]
    unit = max(units, key=len) if units else None  # "days" of "5 days to 1 day"
    if unit and unit[0] in words.CURRENCIES and len({*units}) > 1:
        scales = [_SCALES.get((amount.unit or "$")[1:].lower(), 1) for amount in amounts]
        return [amount.value and amount.value * by for amount, by in zip(amounts, scales, strict=True)], unit[0]
    return [amount.value for amount in amounts], unit


def _way(said: str) -> Kind:
    return "decrease" if re.search(rf"\b{_LESS}\b", said, re.IGNORECASE) else "increase"


def _between(said: str, amounts: Sequence[Amount]) -> Guess:
    (low, high), unit = _in_one_unit(amounts)
    return Guess("band", unit, low=low, high=high, uncertain=_withheld(amounts))


def _to(kind: Kind | None, question: str, said: str, amounts: Sequence[Amount]) -> Guess:
    asked = (question,) if question else ()
    return Guess(kind or _way(said), amounts[-1].unit, target=amounts[-1].value, uncertain=asked + _withheld(amounts))


def _count(said: str, amounts: Sequence[Amount]) -> Guess:
    """How many of something there are to be; of a time nobody can say whether it is a limit."""
    if re.fullmatch(_TIMES, amounts[-1].unit or ""):
        length = f"{amounts[-1].text} {amounts[-1].unit}"
        return Guess(uncertain=(f"nothing says whether {length} is the most or the least it may be",))
    return _to("increase", "", said, amounts)


def _withheld(amounts: Sequence[Amount]) -> tuple[str, ...]:
    return tuple(f"the number is withheld: {amount.text}" for amount in amounts if amount.value is None)


def _relative(said: str, amounts: Sequence[Amount]) -> Guess:
    change = f"“{_unmarked(said, amounts)}” is a change: the target follows from the baseline"
    is_less = re.match(r"halve", said, re.IGNORECASE) or re.search(r"fewer|less|lower|faster", said, re.IGNORECASE)
    return Guess("decrease" if is_less else _way(said), uncertain=(change,))


def _first_time(said: str, amounts: Sequence[Amount]) -> Guess:
    return Guess("baseline")


def _done(said: str, amounts: Sequence[Amount]) -> Guess:
    return Guess("done", uncertain=("no number says so: it would count as done or not done",))


_LESS = r"(?:decreas|reduc|lower|cut|shrink|drop|shorten|minimi[sz])\w*"
_MORE = r"(?:increas|grow|rais|improv|boost|expand|lift|scal|accelerat)\w*"
_KEEP = r"(?:maintain\w*|keep\w*|kept|stay\w*|remain\w*|hold\w*|sustain\w*|uptime|availability)"
_ABOVE = r"(?:>=?|≥|⩾|at least|no (?:less|fewer|lower) than|(?:more|greater|higher) than|above|over|minimum(?: of)?)"
_BELOW = r"(?:<=?|≤|⩽|at most|no(?:t)? more than|(?:less|fewer|lower) than|below|under|within|in under|maximum(?: of)?)"
_DO = (
    r"(?:(?:acquir|ship|launch|publish|releas|complet|finish|deliver|implement|migrat|creat|document|introduc|build|"
    r"deploy|automat|remov|deprecat|adopt|achiev|obtain|certif|approv|identif|develop|draft|generat|conduct|interview|recruit|onboard|"
    r"convert|evaluat|execut)\w*"
    r"|(?:enabl|hir|clos|driv|secur)(?:e|es|ed|ing)|(?:start|sign|add|land|host|train|pass|reach|attract)(?:s|ed|ing)?"
    r"|built|written|write|win|won|run|hit|open|started)"
)
_HAVE = r"(?:have|has|get|find|describ|giv|gain|provid|creat|host|mak|do)(?:es|s|ed|e|ing)?"
_STATE = r"(?:done|live|available|in place|in production|compliant|compliance|set up|rolled out|established|defined)"
_PAST = r"(?:start|finish|complet|launch|shipp|releas|publish|implement|approv|document|merg|creat)ed|agreed|built"
_CHANGE = r"(?:increase|decrease|reduction|growth|improvement|drop|more|fewer|less|higher|lower|faster)"
_ONE = rf"[{words.CURRENCIES}]?#(?: ?%| percent| ?(?:thousand|million|billion|bn|[kKmMB])\b|x\b)?\+?"
_ABOUT = r"(?:about |around |~ ?|roughly |at least |less than |under |over |more than |[<>≤≥] ?)?"
_GAP = r"[^.;#]{0,50}?"
_ARROW = r"(?:→|➜|[-=]>)"
_TO = rf"(?: [\w-]+){{0,4}}?,? ?(?:\b(?:down |up )?to\b|{_ARROW}) ?{_ABOUT}{_ONE}"
_TODAY = re.compile(rf"\b(?:baseline|currently|current(?: value)?|today)(?: (?:is|of|at))?:? ?{_ONE}", re.IGNORECASE)
_LIMIT = "is this limit to be reached, or to hold every week?"
_PATTERNS: tuple[tuple[re.Pattern[str], Found], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), guess)
    for pattern, guess in (
        (r"\b(?:establish|defin|set|determin|record|find)\w*\b[^.;#]{0,30}\bbaselines?\b", _first_time),
        (r"\bbaselines? (?:is |are )?(?:established|defined|set|known|recorded)\b", _first_time),
        (r"\bmeasur\w*\b[^.;#]{0,60}\bfor the first time\b", _first_time),
        (rf"(?:\b{_LESS}\b{_GAP})?\bfrom {_ABOUT}{_ONE}{_TO}", _from_to),
        (rf"{_ONE}(?: [\w-]+){{0,2}}? ?{_ARROW} ?{_ONE}", _from_to),
        (rf"\bbetween {_ONE}(?: \w+)? and {_ONE}", _between),
        (rf"\b{_KEEP}\b{_GAP}\b(?:within |at )?{_ONE} ?(?:-|–|to) ?{_ONE}", _between),
        (rf"\b{_KEEP}\b{_GAP}(?:{_ABOVE}|\bof|\bat) ?{_ONE}", partial(_to, "stay_above", "")),
        (rf"\b{_KEEP}\b{_GAP}{_BELOW} ?{_ONE}", partial(_to, "stay_below", "")),
        (rf"\b(?:maintain|sustain)\w* (?:an? |the )?{_ONE}", partial(_to, "stay_above", "")),
        (rf"\b(?:double|triple|quadruple|halve)[sd]?\b|{_ONE}(?<=[xX])(?!\w)", _relative),
        (rf"\b(?:{_MORE}|{_LESS})\b{_GAP}\bby {_ABOUT}{_ONE}", _relative),
        (rf"{_ONE}(?<=%) (?:relative |QoQ |YoY |m/m )?{_CHANGE}\b", _relative),
        (rf"\b(?:{_MORE}|{_LESS})\b[^.;#]{{0,80}}?\bto {_ABOUT}{_ONE}", partial(_to, None, "")),
        (rf"{_BELOW} ?{_ONE}|{_ONE}[ \w-]{{0,20}}? or (?:less|fewer|lower)\b", partial(_to, "decrease", _LIMIT)),
        (rf"{_ABOVE} ?{_ONE}|{_ONE}[ \w-]{{0,20}}? or (?:more|higher)\b|{_ONE}(?<=\+)", partial(_to, "increase", "")),
        (rf"{_ONE}(?<=%) of\b", partial(_to, "increase", "")),
        (rf"{_ONE}(?<=%)", partial(_to, "increase", "is this share to be reached from below, or not to be exceeded?")),
        (rf"(?:^[^\w#]*|\b(?:{_DO}|{_HAVE}) (?:\w+ ){{0,2}}?){_ONE}", _count),
        (rf"^\W*(?:\w+ (?:and|&) )?{_DO}\b|\b(?:is|are|be|been|gets?|has|have) (?:\w+ )?(?:{_DO}(?<=ed)|set)\b", _done),
        (rf"\b(?:{_STATE}|{_PAST})\b", _done),
    )
)
