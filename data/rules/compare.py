"""Two weeks of a quarter held against each other: what is different, key result by key result and in all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from data.rules import calendar, status, values
from data.rules.okr import Change
from data.rules.review import KeyResultReview, Review

Names = Callable[[str | None], str | None]  # a person's name by e-mail address


@dataclass(frozen=True, slots=True)
class Difference:
    """One key result in two weeks; `before` or `after` is None where that week does not know it.

    `row` is the later one of them. `edits` are the changes of its wording between the two boards, oldest first.
    `worse_by` counts the steps of the status, negative when it got better; silence is neither. `moved` is the step of
    the value, of milestones how many were done, `surer` that of the confidence in points; both None while unknown.
    """

    row: KeyResultReview
    before: KeyResultReview | None
    after: KeyResultReview | None
    edits: tuple[Change, ...] = ()
    has_flipped: bool = False
    worse_by: int = 0
    has_moved: bool = False
    moved: float | None = None
    is_better: bool | None = None
    surer: float | None = None

    @property
    def has_changed(self) -> bool:
        is_in_both = self.before and self.after
        return bool(not is_in_both or self.has_flipped or self.has_moved or self.edits or self.surer)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two boards, the earlier week first; the differences are in the order of the later board."""

    before: Review
    after: Review
    differences: tuple[Difference, ...]

    @property
    def changed(self) -> tuple[Difference, ...]:
        return tuple(difference for difference in self.differences if difference.has_changed)

    @property
    def steps(self) -> dict[str, int]:
        """How many more key results have each status in the later week; negative for fewer."""
        return {name: count - self.before.counts.get(name, 0) for name, count in self.after.counts.items()}


def reviews(one: Review, other: Review, changes: Sequence[Change] = ()) -> Comparison:
    """Two weeks in their order. `changes` is the goalpost log of the key results, of any time."""
    before, after = sorted((one, other), key=lambda review: review.week)
    then = {row.key_result: row for row in before.key_results}
    now = {row.key_result for row in after.key_results}
    edits = [change for change in changes if settled_at(before) < change.changed_at <= settled_at(after)]
    return Comparison(
        before,
        after,
        (
            *(_difference(row, then.get(row.key_result), edits) for row in after.key_results),
            *(Difference(row, before=row, after=None) for row in before.key_results if row.key_result not in now),
        ),
    )


def worded(edit: Change, name: Names) -> str:
    """An edit in words: "target 300 → 260", "dropped", "owner Ana → Ben"."""
    old, new = (name(each) if each and edit.field == "owner" else each for each in (edit.old, edit.new))
    moved = f"{edit.field.replace('_', ' ')} {old or 'none'} → {new or 'none'}"
    return turned(edit.field, edit.old, edit.new) or moved


def turned(field: str, old: str | None, new: str | None) -> str | None:
    """What an edit of a field means that makes something come or go; None for every other."""
    match field, old, new:
        case "dropped", _, _:
            return "dropped" if new == "yes" else "taken up again"
        case "withdrawn", _, _:
            return "taken back" if new == "yes" else "added"
        case (("milestone" | "plan"), None, str()):
            return f"{field} added: {new}"
        case (("milestone" | "plan"), str(), None):
            return f"{field} taken away: {old}"
    return None


def settled_at(review: Review) -> datetime:
    """Up to when edits are in a board: its closing, for an open week the end of the week."""
    if review.closed:
        return review.as_of
    return datetime.combine(review.week + calendar.WEEK, time(), UTC)


def _difference(after: KeyResultReview, before: KeyResultReview | None, edits: Iterable[Change]) -> Difference:
    its_edits = tuple(edit for edit in edits if edit.key_result == after.key_result)
    if before is None:
        return Difference(after, before=None, after=after, edits=its_edits)
    moved = _step(_measure(before), _measure(after))
    return Difference(
        row=after,
        before=before,
        after=after,
        edits=its_edits,
        has_flipped=before.status != after.status,
        worse_by=status.steps_apart(after.status, before.status),
        has_moved=values.standing(before)[0] != values.standing(after)[0],
        moved=moved,
        is_better=values.is_better(replace(after, change=moved, previous_progress=before.progress)),
        surer=_step(before.confidence, after.confidence),
    )


def _step(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def _measure(row: KeyResultReview) -> float | None:
    if row.milestones:
        return float(sum(milestone.done_on is not None for milestone in row.milestones))
    return row.value
