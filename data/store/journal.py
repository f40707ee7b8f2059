"""Facts as rows: which noun lies in which table, its newest versions at a moment, and the change log that two versions
make.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from itertools import pairwise
from typing import Any, TypeVar

from data.rules import cells, formats, wordings
from data.rules.meeting import Action, AgendaItem, Closing, Note, Send
from data.rules.monthly import MonthlyUpdate
from data.rules.okr import Change, Grade, KeyResult, Kpi, Milestone, Objective, Person, Plan, Reading, Series, Update
from data.rules.quarterly import Card, Comment, RetroNote, ScorecardRecord, StepRecord, Vote
from data.rules.wordings import Version
from data.rules.work import WorkItem
from data.store.connection import Row, Store, Writer

Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True)
class Definition:
    """A noun that is worded and reworded: its table, its key, and the names its key has in changes.csv."""

    table: str
    type: type
    key: tuple[str, ...]
    change_key: tuple[str, ...]

    def key_of(self, value: Any) -> tuple:
        return tuple(getattr(value, name) for name in self.key)

    def changed_key(self, change: Change) -> tuple | None:
        """The key of what a change edited, None when it edited another noun."""
        if formats.changed_file(change) != self.table:
            return None
        return tuple(getattr(change, name) for name in self.change_key)

    def versions(self, store: Store, as_of: datetime) -> dict[tuple, list[Version]]:
        """Every version that counts at a moment, oldest first, by key."""
        return _versions(self, store.rows(f"{self.table}/versions", as_of=as_of))


# Tables are named like the files of formats.FILES.
PEOPLE = Definition("people", Person, ("email",), ("person",))
OBJECTIVES = Definition("objectives", Objective, ("objective",), ("objective",))
KEY_RESULTS = Definition("key_results", KeyResult, ("key_result",), ("key_result",))
MILESTONES = Definition("milestones", Milestone, ("key_result", "milestone"), ("key_result", "milestone"))
PLANS = Definition("plans", Plan, ("key_result", "week"), ("key_result", "week"))
KPIS = Definition("kpis", Kpi, ("kpi",), ("kpi",))
DEFINITIONS = {noun.table: noun for noun in (PEOPLE, OBJECTIVES, KEY_RESULTS, MILESTONES, PLANS, KPIS)}


@dataclass(frozen=True, slots=True)
class Record:
    """A noun that is said, and said anew: of one key the newest row counts. `moment` is the column that says when."""

    table: str
    type: type
    moment: str = "recorded_at"

    @property
    def key(self) -> tuple[str, ...]:
        """What two rows have in common that are versions of one another."""
        return tuple(name for name in formats.FILES[self.table].key if name != self.moment)

    def key_of(self, fact: Any) -> tuple:
        return tuple(getattr(fact, name) for name in self.key)

    def row(self, fact: Any, moment: datetime) -> dict[str, Any]:
        """The row of a fact that is recorded at this moment unless it has its own."""
        columns = formats.FILES[self.table].columns
        return {name: getattr(fact, name) for name in columns} | {self.moment: getattr(fact, self.moment) or moment}

    def all(self, store: Store, as_of: datetime) -> list[Any]:
        """Every version recorded by a moment, oldest first."""
        return _read(self.type, store.rows(f"{self.table}/all", as_of=as_of))


UPDATES = Record("updates", Update)
READINGS = Record("readings", Reading, "captured_at")
GRADES = Record("grades", Grade, "graded_at")
AGENDA = Record("agenda", AgendaItem)
NOTES = Record("notes", Note)
ACTIONS = Record("actions", Action)
CLOSINGS = Record("closings", Closing)
SENDS = Record("sends", Send)
STEPS = Record("steps", StepRecord)
COMMENTS = Record("comments", Comment)
RETRO_NOTES = Record("retro_notes", RetroNote)
CARDS = Record("cards", Card)
VOTES = Record("votes", Vote)
SCORECARDS = Record("scorecards", ScorecardRecord)
SERIES = Record("series", Series)
WORK_ITEMS = Record("work_items", WorkItem, "captured_at")
MONTHLY = Record("monthly", MonthlyUpdate)
_MEETING = (AGENDA, NOTES, ACTIONS, CLOSINGS, SENDS)
_QUARTER = (STEPS, COMMENTS, RETRO_NOTES, CARDS, VOTES, SCORECARDS)
_SOURCES = (SERIES, WORK_ITEMS, MONTHLY)
RECORDS = {kind.table: kind for kind in (UPDATES, READINGS, GRADES, *_MEETING, *_QUARTER, *_SOURCES)}
_KINDS = {kind.type: kind for kind in RECORDS.values()}


def places(store: Store, noun: Definition) -> dict[str, int]:
    """The place of each objective, or of each key result, among all that were ever written, by id."""
    return {row[noun.key[0]]: place for place, row in enumerate(store.rows(f"{noun.table}/ids"))}


def people(store: Store, as_of: datetime) -> dict[str, Person]:
    return {person.email: person for person in _read(Person, store.rows("people/current", as_of=as_of))}


def objectives(store: Store, quarter: str, as_of: datetime) -> list[Objective]:
    return _read(Objective, store.rows("objectives/of_quarter", quarter=quarter, as_of=as_of))


def key_results(store: Store, objectives: Iterable[Objective], as_of: datetime) -> list[KeyResult]:
    names = [objective.objective for objective in objectives]
    return _read(KeyResult, store.rows("key_results/of_objectives", objectives=names, as_of=as_of))


def key_result(store: Store, name: str, as_of: datetime) -> KeyResult | None:
    found = _read(KeyResult, store.rows("key_results/one", key_result=name, as_of=as_of))
    return found[0] if found else None


def objective(store: Store, name: str, as_of: datetime) -> Objective | None:
    found = _read(Objective, store.rows("objectives/one", objective=name, as_of=as_of))
    return found[0] if found else None


def objective_versions(store: Store, names: Sequence[str], as_of: datetime) -> dict[tuple, list[Version]]:
    """Every version of these objectives, oldest first, by key."""
    return _versions(OBJECTIVES, store.rows("objectives/versions_of", objectives=list(names), as_of=as_of))


def quarters(store: Store, as_of: datetime) -> list[str]:
    """The quarters that have an objective in force, as labels, oldest first."""
    return [row["quarter"] for row in store.rows("objectives/quarters", as_of=as_of) if row["count_in_force"]]


def written_quarters(store: Store, as_of: datetime) -> list[str]:
    """The quarters that have an objective, drafts among them, as labels, oldest first."""
    return [row["quarter"] for row in store.rows("objectives/quarters", as_of=as_of)]


def milestones(store: Store, names: Sequence[str], as_of: datetime) -> list[Milestone]:
    return _read(Milestone, store.rows("milestones/of_key_results", key_results=list(names), as_of=as_of))


def plans(store: Store, names: Sequence[str], as_of: datetime) -> list[Plan]:
    return _read(Plan, store.rows("plans/of_key_results", key_results=list(names), as_of=as_of))


def updates(store: Store, names: Sequence[str], first: date, last: date, as_of: datetime) -> list[Update]:
    """The newest version per key result and week, weeks from `first` to `last`."""
    rows = store.rows("updates/of_weeks", key_results=list(names), first=first, last=last, as_of=as_of)
    return _read(Update, rows)


def update_versions(store: Store, name: str, as_of: datetime) -> list[Update]:
    """Every version of every update of one key result, newest week first."""
    return _read(Update, store.rows("updates/versions", key_result=name, as_of=as_of))


def updates_after(store: Store, week: date, since: datetime, as_of: datetime) -> list[Update]:
    """The versions of a week's updates that were written after a moment, oldest first."""
    return _read(Update, store.rows("updates/written_after", week=week, since=since, as_of=as_of))


def kpis(store: Store, as_of: datetime) -> list[Kpi]:
    """The KPIs that are shown: without the series of sources that are another KPI or are left out."""
    return _read(Kpi, store.rows("kpis/shown", as_of=as_of))


def named_kpis(store: Store, as_of: datetime) -> dict[str, Kpi]:
    """Every KPI by id, and every series of a source as the source names it."""
    return {each.kpi: each for each in _read(Kpi, store.rows("kpis/current", as_of=as_of))}


def key_result_versions(store: Store, names: Sequence[str], as_of: datetime) -> dict[tuple, list[Version]]:
    """Every version of these key results, oldest first, by key."""
    return _versions(KEY_RESULTS, store.rows("key_results/versions_of", key_results=list(names), as_of=as_of))


def milestone_versions(store: Store, names: Sequence[str], as_of: datetime) -> dict[tuple, list[Version]]:
    """Every version of the milestones of these key results, oldest first, by key."""
    return _versions(MILESTONES, store.rows("milestones/versions_of", key_results=list(names), as_of=as_of))


def plan_versions(store: Store, names: Sequence[str], as_of: datetime) -> dict[tuple, list[Version]]:
    """Every version of the planned weeks of these key results, oldest first, by key."""
    return _versions(PLANS, store.rows("plans/versions_of", key_results=list(names), as_of=as_of))


def key_result_changes(store: Store, names: Sequence[str], as_of: datetime) -> list[Change]:
    """The goalpost log of these key results, that of their milestones and plans among it, oldest first."""
    found = [*changes_of(KEY_RESULTS, key_result_versions(store, names, as_of))]
    for chain in milestone_versions(store, names, as_of).values():
        found += wordings.milestone_moves(chain)
    found += wordings.plan_moves(plan_versions(store, names, as_of).values())
    return sorted(found, key=lambda change: change.changed_at)


def changes(store: Store, as_of: datetime) -> list[Change]:
    """Every change of every definition, oldest first: what changes.csv holds."""
    found = [c for noun in DEFINITIONS.values() for c in changes_of(noun, noun.versions(store, as_of))]
    return sorted(found, key=lambda change: change.changed_at)


def define(writer: Writer, noun: Definition, versions: Sequence[Version]) -> None:
    """Append wordings of a definition."""
    writer.append(
        noun.table,
        [
            {
                **asdict(v.value),
                "recorded_at": v.recorded_at,
                "recorded_by": v.recorded_by,
                "reason": v.reason,
                "agreed_by": v.agreed_by,
            }
            for v in versions
        ],
    )


def record(writer: Writer, facts: Sequence[Any]) -> None:
    """Append facts of one kind of record; one without a moment is recorded now."""
    if facts:
        kind = _KINDS[type(facts[0])]
        writer.append(kind.table, [kind.row(fact, writer.moment) for fact in facts])


def record_event(writer: Writer, what: str, detail: str, by: str | None) -> None:
    row = {"what": what, "detail": detail, "recorded_by": by, "recorded_at": writer.moment}
    writer.append("events", [row])


def _read(noun: type[Noun], rows: Sequence[Row]) -> list[Noun]:
    return [noun(**row) for row in rows]


def _versions(noun: Definition, rows: Sequence[Row]) -> dict[tuple, list[Version]]:
    found: dict[tuple, list[Version]] = {}
    for row in rows:
        about = [row.pop(name) for name in ("recorded_at", "recorded_by", "reason", "agreed_by")]
        version = Version(noun.type(**row), *about)
        found.setdefault(noun.key_of(version.value), []).append(version)
    return found


def changes_of(noun: Definition, versions: Mapping[tuple, Sequence[Version]]) -> Iterable[Change]:
    """The change log that versions make: a row per field that differs from one version to the next."""
    for key, chain in versions.items():
        named = dict(zip(noun.change_key, key, strict=True))
        for before, after in pairwise(chain):
            yield from _differences(before, after, named)


def _differences(before: Version, after: Version, named: Mapping[str, Any]) -> Iterable[Change]:
    for field in fields(after.value):
        old, new = getattr(before.value, field.name), getattr(after.value, field.name)
        if old != new:
            yield Change(
                after.recorded_at,
                field.name,
                cells.write(old) or None,
                cells.write(new) or None,
                after.reason,
                after.recorded_by,
                agreed_by=after.agreed_by,
                **named,
            )


def agenda(store: Store, week: date, as_of: datetime) -> list[AgendaItem]:
    """What is on the list of a week, in its order; open items of earlier weeks are carried over."""
    return _read(AgendaItem, store.rows("agenda/of_week", week=week, as_of=as_of))


def notes(store: Store, first: date, last: date, as_of: datetime) -> list[Note]:
    """Notes and decisions of the weeks from `first` to `last`, in the order they were made."""
    return _read(Note, store.rows("notes/of_weeks", first=first, last=last, as_of=as_of))


def actions(store: Store, since: date, as_of: datetime) -> list[Action]:
    """Action items that are open, the earliest due first, then those done since a day."""
    return _read(Action, store.rows("actions/open", since=since, as_of=as_of))


def closing(store: Store, week: date, as_of: datetime) -> Closing | None:
    """The newest closing or reopening of a week."""
    found = _read(Closing, store.rows("closings/of_week", week=week, as_of=as_of))
    return found[0] if found else None


def closings(store: Store, first: date, last: date, as_of: datetime) -> list[Closing]:
    """The weeks from `first` to `last` that stand closed, oldest first, with their reviews."""
    return _read(Closing, store.rows("closings/of_weeks", first=first, last=last, as_of=as_of))


def closed_weeks(store: Store, as_of: datetime) -> list[Closing]:
    """The weeks that stand closed, newest first, without their reviews."""
    return _read(Closing, store.rows("closings/current", as_of=as_of))


def newest_send(store: Store, what: str, week: date, as_of: datetime, about: str | None = None) -> Send | None:
    """When something about a week, and about this in it, was last sent."""
    found = _read(Send, store.rows("sends/newest", what=what, week=week, about=about, as_of=as_of))
    return found[0] if found else None


def steps(store: Store, quarters: Sequence[str], as_of: datetime) -> list[StepRecord]:
    """Where the planning steps of these quarters stand."""
    return _read(StepRecord, store.rows("steps/of_quarters", quarters=list(quarters), as_of=as_of))


def comments(
    store: Store, as_of: datetime, *, quarter: str, objectives: Sequence[str] = (), key_results: Sequence[str] = ()
) -> list[Comment]:
    """What was said about a quarter's planning steps, about these objectives and these key results, oldest first."""
    named = {"quarter": quarter, "objectives": list(objectives), "key_results": list(key_results)}
    return _read(Comment, store.rows("comments/about", **named, as_of=as_of))


def retro_notes(store: Store, names: Sequence[str], as_of: datetime) -> list[RetroNote]:
    """The owners' notes on these key results."""
    return _read(RetroNote, store.rows("retro_notes/of_key_results", key_results=list(names), as_of=as_of))


def cards(store: Store, quarter: str, as_of: datetime) -> list[Card]:
    """The cards of a quarter's retrospectives, in the order they were first written."""
    return _read(Card, store.rows("cards/of_quarter", quarter=quarter, as_of=as_of))


def votes(store: Store, cards: Sequence[str], as_of: datetime) -> list[Vote]:
    """Who gave how many votes to these cards."""
    return _read(Vote, store.rows("votes/of_cards", cards=list(cards), as_of=as_of))


def scorecard(store: Store, quarter: str, as_of: datetime) -> ScorecardRecord | None:
    """The state that a quarter's scorecard went to last; None while nobody touched it."""
    found = _read(ScorecardRecord, store.rows("scorecards/newest", quarter=quarter, as_of=as_of))
    return found[0] if found else None


def grades(store: Store, key_results: Sequence[str], objectives: Sequence[str], as_of: datetime) -> list[Grade]:
    """The newest grade of each of these key results and objectives."""
    named = {"key_results": list(key_results), "objectives": list(objectives)}
    return _read(Grade, store.rows("grades/of", **named, as_of=as_of))


def sends_of_week(store: Store, what: str, week: date, as_of: datetime) -> list[Send]:
    """Everything of one kind that was sent about a week, oldest first."""
    return _read(Send, store.rows("sends/of_week", what=what, week=week, as_of=as_of))


def series(store: Store, as_of: datetime) -> dict[str, Series]:
    """The series of sources that were mapped, by their id."""
    return {each.series: each for each in _read(Series, store.rows("series/current", as_of=as_of))}


def work_items(store: Store, as_of: datetime, closed_since: datetime | None = None) -> list[WorkItem]:
    """The items that are on the tracker's boards, without those that were closed before a moment."""
    return _read(WorkItem, store.rows("work_items/current", as_of=as_of, closed_since=closed_since))


def work_items_naming(store: Store, names: Sequence[str], as_of: datetime) -> list[WorkItem]:
    """The items that name one of these, given in lower case, as their key result."""
    return _read(WorkItem, store.rows("work_items/naming", names=list(names), as_of=as_of))


def titled(store: Store, title: str, as_of: datetime) -> list[Row]:
    """The key results of a title, given in lower case: rows of key_result, title, quarter."""
    return store.rows("key_results/titled", title=title, as_of=as_of)


def work_items_gone(store: Store, since: datetime, as_of: datetime) -> list[WorkItem]:
    """The items that left their board after a moment."""
    return _read(WorkItem, store.rows("work_items/gone", since=since, as_of=as_of))


def work_items_before(store: Store, since: datetime, as_of: datetime) -> list[WorkItem]:
    """The items captured anew after a moment as they were at that moment, where they were on the board then."""
    return _read(WorkItem, store.rows("work_items/before", since=since, as_of=as_of))


def captured(store: Store, as_of: datetime) -> tuple[datetime | None, datetime | None]:
    """When the first version of a work item was captured, and the newest; None before any was."""
    found = store.rows("work_items/captured", as_of=as_of)
    return (found[0]["began_at"], found[0]["newest_at"]) if found else (None, None)


def items_learned_at(store: Store) -> datetime | None:
    """When this store last learned of a work item; None before it did."""
    found = store.rows("work_items/learned")
    return found[0]["learned_at"] if found else None


def monthly_updates(store: Store, month: date, as_of: datetime) -> list[MonthlyUpdate]:
    """The newest version of each update of a month, the department's first."""
    return _read(MonthlyUpdate, store.rows("monthly/newest", month=month, as_of=as_of))


def sent_updates(store: Store, as_of: datetime) -> list[MonthlyUpdate]:
    """The monthly updates that went out, as they were sent, newest month first."""
    return _read(MonthlyUpdate, store.rows("monthly/sent", state="sent", as_of=as_of))


def record_run(writer: Writer, job: str, started_at: datetime, status: str, message: str | None) -> None:
    """Keep what a job that ran by itself came to."""
    row = {"job": job, "started_at": started_at, "status": status, "message": message, "recorded_at": writer.moment}
    writer.append("runs", [row])


def runs(store: Store, as_of: datetime) -> list[Row]:
    """When each job last came to each status: rows of job, started_at, status, message, recorded_at."""
    return store.rows("runs/latest", as_of=as_of)


def sample_today(store: Store) -> datetime | None:
    """The day at which the sample quarter stands still, None when this store is no sample."""
    found = store.rows("events/sample")
    return datetime.fromisoformat(found[0]["detail"]) if found else None


def is_empty(store: Store) -> bool:
    """Whether nothing was ever learned."""
    return store.rows("journal/newest")[0]["learned_at"] is None


def record_sync(writer: Writer, source: str, tile: Any, by: str | None) -> None:
    """Keep what one tile, or one page of items, answered."""
    row = {
        "source": source,
        "dashboard": tile.dashboard,
        "element": tile.element,
        "title": tile.title,
        "status": tile.status,
        "count_rows": tile.rows,
        "message": tile.message,
        "recorded_by": by,
        "recorded_at": writer.moment,
    }
    writer.append("syncs", [row])
