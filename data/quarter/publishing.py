"""What of a quarter's OKRs is published: as the handbook and Slack may tell it, or whole for the leadership."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from data.config import Settings
from data.errors import OkrError
from data.quarter import drafts, scorecards
from data.quarter.drafts import QuarterDraft
from data.rules import handbook, withheld, words
from data.rules.handbook import Handbook, Telling
from data.rules.okr import OBJECTIVE_STATES, KeyResult, Objective, ObjectiveState
from data.rules.withheld import Learned, Shelf
from data.store import journal
from data.store.connection import Store


class NothingPublished(OkrError):
    """No objective is published yet."""


def of(
    store: Store,
    settings: Settings,
    quarter: str | None = None,
    as_of: datetime | None = None,
    *,
    internal: bool = False,
) -> Handbook:
    """The published objectives of a quarter, by default of the newest that has any, masked unless `internal`.

    Raises UsageError when the quarter is not written like FY22 Q4, NothingPublished when it has nothing to tell.
    """
    moment = as_of or store.now()
    if quarter is None:
        return _newest(store, settings, moment, internal)
    found = drafts.state_of(store, settings, str(scorecards.parsed(settings, quarter)), moment)
    published = [each for each in found.objectives if each.objective.state == "published"]
    if not published:
        raise NothingPublished(_why_not(found))
    shelves = [Shelf(each.objective, tuple(kr.key_result for kr in each.key_results)) for each in published]
    telling = Telling(
        journal.people(store, moment),
        withheld.names(_learned(store, found, moment), shelves),
        settings.org.confidential_names,
        internal,
    )
    written = [(each.objective, [kr.written for kr in each.key_results]) for each in published]
    return handbook.told(str(found.quarter), written, _left_out(found), telling)


def left_out(told: Handbook) -> str | None:
    """In a sentence what of the quarter is written and not told; None when nothing is."""
    count = sum(told.left_out.values())
    if not count:
        return None
    there = ", ".join(f"{count} {state}" for state, count in told.left_out.items())
    return f"{words.count(count, 'objective')} of {told.quarter} left out as not published: {there}."


def _newest(store: Store, settings: Settings, moment: datetime, internal: bool) -> Handbook:
    for label in reversed(journal.quarters(store, moment)):
        if any(each.state == "published" for each in journal.objectives(store, label, moment)):
            return of(store, settings, label, moment, internal=internal)
    raise NothingPublished("Nothing is published yet. Write OKRs on /okrs, have them approved, and publish them.")


def _learned(store: Store, found: QuarterDraft, moment: datetime) -> list[list[Learned]]:
    """Each wording of the quarter's objectives and key results, with when it was learned."""
    objectives = store.rows("objectives/learned", quarter=str(found.quarter), as_of=moment)
    names = sorted({row["objective"] for row in objectives})
    key_results = store.rows("key_results/learned", objectives=names, as_of=moment)
    chains: dict[tuple[type, str], list[Learned]] = {}
    for noun, key, rows in ((Objective, "objective", objectives), (KeyResult, "key_result", key_results)):
        for row in rows:
            learned_at = row.pop("learned_at")
            chains.setdefault((noun, row[key]), []).append(Learned(noun(**row), learned_at))
    return list(chains.values())


def _left_out(found: QuarterDraft) -> Mapping[ObjectiveState, int]:
    counted = Counter(each.objective.state for each in found.objectives)
    return {state: counted[state] for state in OBJECTIVE_STATES if counted[state] and state != "published"}


def _why_not(found: QuarterDraft) -> str:
    there = ", ".join(f"{count} {state}" for state, count in _left_out(found).items())
    if not there:
        return f"Nothing is written for {found.quarter} yet."
    return f"Nothing of {found.quarter} is published yet: {there}. Publish what is approved on /okrs."
