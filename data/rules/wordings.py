"""How a definition was worded over time: the versions that an import adds to its history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from datetime import UTC, datetime
from functools import cache
from itertools import groupby, pairwise, takewhile
from typing import Any

from data.rules import calendar, formats, words
from data.rules.okr import Change, Milestone, Plan

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # since when the first wording of a definition holds
_WEEKS_TOLD = 3  # of a plan that moved


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a definition and since when it holds; `agreed_by` is who agreed to it, as written."""

    value: Any
    recorded_at: datetime
    recorded_by: str | None = None
    reason: str | None = None
    agreed_by: str | None = None


def in_force_since(versions: Sequence[Version]) -> datetime | None:
    """Since when an objective counts: when it was last approved, the beginning for one that was never a draft.

    None while it is a draft, also one that was approved before and taken back.
    """
    in_force = takewhile(lambda version: version.value.is_in_force, reversed(versions))
    return min((version.recorded_at for version in in_force), default=None)


def milestone_moves(versions: Sequence[Version]) -> Iterator[Change]:
    """How one milestone was put up, reweighed, postponed or taken down, as changes of its key result; when it was done
    is no such change.
    """
    for before, after in pairwise(versions):
        old, new = _milestone(before.value), _milestone(after.value)
        if old != new:
            yield Change(
                after.recorded_at,
                "milestone",
                old,
                new,
                after.reason,
                after.recorded_by,
                key_result=after.value.key_result,
                agreed_by=after.agreed_by,
            )


def plan_moves(chains: Iterable[Sequence[Version]]) -> Iterator[Change]:
    """How plans moved, as changes of their key results: one for all the weeks that were planned anew at a moment.

    `chains` are the versions of planned weeks, in the order of the weeks.
    """
    moved: dict[tuple[str, datetime], list[tuple[Version, Version]]] = defaultdict(list)
    for chain in chains:
        for before, after in pairwise(chain):
            if _planned(before.value) != _planned(after.value):
                moved[after.value.key_result, after.recorded_at].append((before, after))
    for (key_result, moment), weeks in moved.items():
        last = weeks[-1][1]
        yield Change(
            moment,
            "plan",
            _in_short([_planned(before.value) for before, _ in weeks]),
            _in_short([_planned(after.value) for _, after in weeks]),
            last.reason,
            last.recorded_by,
            key_result=key_result,
            agreed_by=last.agreed_by,
        )


def _planned(plan: Plan) -> str | None:
    """ "60 by 23 January"; None while nothing is planned for the week."""
    return None if plan.withdrawn else f"{words.number(plan.value)} by {words.day(calendar.sunday(plan.week))}"


def _in_short(planned: Sequence[str | None]) -> str | None:
    """A few weeks of a plan as they are, of more the first and the last."""
    told = [each for each in planned if each]
    if len(told) > _WEEKS_TOLD:
        return f"{told[0]} … {told[-1]} ({len(told)} weeks)"
    return ", ".join(told) or None


def _milestone(milestone: Milestone) -> str | None:
    """ "Beta, weight 40, by 12 March"; None while it is not there."""
    if milestone.withdrawn:
        return None
    weight = "" if milestone.weight is None else f"weight {words.number(milestone.weight)}"
    due = f"by {words.day(milestone.due)}" if milestone.due else ""
    return ", ".join(filter(None, (milestone.milestone, weight, due)))


def additions(
    existing: Sequence[Version], wording: Any, changes: Sequence[Change], now: datetime, by: str | None
) -> list[Version]:
    """The versions to add so that a definition reads as `wording` now and as `changes` say before.

    Without a wording (None) it reads as the last change leaves it.

    `existing` is its history, oldest first, with the changes that made it among `changes`. The first wording holds from
    the beginning, with the `old` of each field's first change; what still differs from `wording` after the last change
    is a change recorded now.
    """
    ordered = sorted(changes, key=lambda change: change.changed_at)
    value = existing[0].value if existing else wording
    for change in reversed(ordered):
        value = replace(value, **{change.field: _read(type(value), change, change.old)})
    chain = [Version(value, existing[0].recorded_at if existing else BEGINNING, by)]
    for moment, group in groupby(ordered, key=lambda change: change.changed_at):
        chain.append(_changed(chain[-1], moment, list(group)))
    if wording is not None and chain[-1].value != wording:
        chain.append(Version(wording, max(now, chain[-1].recorded_at), by))
    held = {version.recorded_at: version.value for version in existing}
    return [version for version in chain if held.get(version.recorded_at) != version.value]


def _changed(before: Version, moment: datetime, changes: Sequence[Change]) -> Version:
    edits = {change.field: _read(type(before.value), change, change.new) for change in changes}
    return Version(
        replace(before.value, **edits),
        moment,
        _joined(change.by for change in changes),
        _joined(change.reason for change in changes),
        _joined(change.agreed_by for change in changes),
    )


def _read(noun: type, change: Change, text: str | None) -> Any:
    """A wording as its field holds it; an emptied field goes back to its default."""
    value = formats.read(formats.changed_file(change), change.field, text or "")
    return _defaults(noun).get(change.field) if value is None else value


@cache
def _defaults(noun: type) -> Mapping[str, Any]:
    return {field.name: field.default for field in fields(noun) if field.default is not MISSING}


def _joined(parts: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(part for part in parts if part)) or None
