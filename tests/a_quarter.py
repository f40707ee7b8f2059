"""A quarter to drive from its first draft to the kick-off of the next: four real ones with their days written out, the
people who live through them, and what these write week by week.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from data.config import Org, Settings
from data.rules.calendar import WEEK
from data.rules.drafting import Written
from data.rules.okr import KeyResult, Milestone, Objective, Person, Plan, Update
from data.store.clock import Clock
from data.store.connection import Store

VERA, ANA, BEN = "vera@acme.example", "ana@acme.example", "ben@acme.example"
CLEO, VIC = "cleo@acme.example", "vic@acme.example"
PEOPLE = (
    Person(VERA, "Vera Lund", "vp"),
    Person(ANA, "Ana Flores", "director", "Platform"),
    Person(BEN, "Ben Okafor", "owner", "Platform"),
    Person(CLEO, "Cleo Brandt", "owner", "Growth"),
    Person(VIC, "Vic Sato", "viewer"),
)


@dataclass(frozen=True, slots=True)
class Days:
    """A fiscal quarter between two others. Weeks are named by their Mondays, `reviewed` by their numbers, syncs in UTC.

    `first_drafts` and `approval` are weeks 8 and 10 of the quarter before; `kick_off` is week 1 of the one after.
    """

    start_month: int
    before: str
    quarter: str
    after: str
    first_drafts: date
    approval: date
    week_1: date
    reviewed: tuple[int, int]
    first_sync: datetime
    week_12: date
    week_13: date
    ended: date
    kick_off: date
    last_week: date
    last_sync: datetime

    def week(self, number: int) -> date:
        return self.week_1 + (number - 1) * WEEK

    @property
    def numbers(self) -> range:
        first, last = self.reviewed
        return range(first, last + 1)


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


DAYS = {
    "February, 13 weeks, both ends shared": Days(
        start_month=2,
        before="FY22 Q4",
        quarter="FY23 Q1",
        after="FY23 Q2",
        first_drafts=date(2021, 12, 20),
        approval=date(2022, 1, 3),
        week_1=date(2022, 1, 31),
        reviewed=(2, 13),
        first_sync=_utc(2022, 2, 14, 16),
        week_12=date(2022, 4, 18),
        week_13=date(2022, 4, 25),
        ended=date(2022, 4, 30),
        kick_off=date(2022, 4, 25),
        last_week=date(2022, 4, 25),
        last_sync=_utc(2022, 5, 2, 15),  # summer time has begun in between
    ),
    "February, 14 weeks, the last one shared": Days(
        start_month=2,
        before="FY22 Q3",
        quarter="FY22 Q4",
        after="FY23 Q1",
        first_drafts=date(2021, 9, 13),
        approval=date(2021, 9, 27),
        week_1=date(2021, 11, 1),
        reviewed=(1, 14),
        first_sync=_utc(2021, 11, 8, 16),
        week_12=date(2022, 1, 17),
        week_13=date(2022, 1, 24),
        ended=date(2022, 1, 31),
        kick_off=date(2022, 1, 31),
        last_week=date(2022, 1, 31),
        last_sync=_utc(2022, 2, 7, 16),
    ),
    "January, 13 weeks, none shared": Days(
        start_month=1,
        before="FY24 Q1",
        quarter="FY24 Q2",
        after="FY24 Q3",
        first_drafts=date(2024, 2, 19),
        approval=date(2024, 3, 4),
        week_1=date(2024, 4, 1),
        reviewed=(1, 13),
        first_sync=_utc(2024, 4, 8, 15),
        week_12=date(2024, 6, 17),
        week_13=date(2024, 6, 24),
        ended=date(2024, 6, 30),
        kick_off=date(2024, 7, 1),
        last_week=date(2024, 6, 24),
        last_sync=_utc(2024, 7, 1, 15),
    ),
    "January, 14 weeks, both ends shared": Days(
        start_month=1,
        before="FY25 Q1",
        quarter="FY25 Q2",
        after="FY25 Q3",
        first_drafts=date(2025, 2, 17),
        approval=date(2025, 3, 3),
        week_1=date(2025, 3, 31),
        reviewed=(2, 14),
        first_sync=_utc(2025, 4, 14, 15),
        week_12=date(2025, 6, 16),
        week_13=date(2025, 6, 23),
        ended=date(2025, 6, 30),
        kick_off=date(2025, 6, 30),
        last_week=date(2025, 6, 30),
        last_sync=_utc(2025, 7, 7, 15),
    ),
}


@dataclass(frozen=True, slots=True)
class Acme:
    """The org in one of these quarters: its store, whose clock is moved, and its settings."""

    store: Store
    days: Days

    @property
    def settings(self) -> Settings:
        return Settings(org=Org(fiscal_year_start_month=self.days.start_month))

    def goes_to(self, moment: datetime) -> None:
        """Time passes, and never goes back."""
        assert moment >= self.store.now(), f"it is {self.store.now()} already"
        self.store.clock = Clock(moment)

    def comes_to(self, week: date, day: str, at: str) -> None:
        """A day of a week at a time of UTC: comes_to(week, "Fri", "17:00")."""
        of_week = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun").index(day)
        self.goes_to(datetime.combine(week + timedelta(days=of_week), time.fromisoformat(at), UTC))


# What is written for the quarter. Ids are made of titles: "Search latency" is search-latency.

GROWTH, RELIABILITY = "customers-stay-and-grow", "people-can-rely-on-us"


def objectives(quarter: str) -> tuple[Objective, Objective]:
    """The company's, and a team's that serves it."""
    return (
        Objective("", quarter, "Customers stay and grow", "Growth pays for everything else", "Growth", VERA),
        Objective("", quarter, "People can rely on us", "Every outage costs a customer", "Platform", ANA, GROWTH),
    )


def key_results(days: Days) -> list[Written]:
    """One of every kind; nobody owns the security audit yet."""
    latency = KeyResult(
        "", RELIABILITY, "Search latency", BEN, "decrease", "ms", 900, 400, stretch=350, weight=2, kpi="p95"
    )
    stages = (
        Milestone("", "Plan of the move", 1, days.week(4)),
        Milestone("", "Half of the shards", 2, days.week(9)),
        Milestone("", "All of the shards", 1, days.week(13)),
    )
    return [
        Written(KeyResult("", GROWTH, "New revenue", CLEO, "increase", "$M", 2, 3, confidential=True)),
        Written(KeyResult("", GROWTH, "Customer churn", CLEO, "stay_below", "%", target=2)),
        Written(KeyResult("", GROWTH, "Recommendation", CLEO, "baseline", "points", commitment="aspirational")),
        Written(latency, plans=(Plan("", days.week(5), 800), Plan("", days.week(9), 600))),
        Written(KeyResult("", RELIABILITY, "Uptime", ANA, "stay_above", "%", target=99.9)),
        Written(KeyResult("", RELIABILITY, "Night calls", BEN, "band", "calls", low=0, high=3)),
        Written(KeyResult("", RELIABILITY, "Moved shards", BEN, "milestones"), stages),
        Written(KeyResult("", RELIABILITY, "Security audit", None, "done")),
    ]


QUIET_NIGHTS = Written(KeyResult("", "", "Quiet nights", BEN, "stay_below", "pages", target=5))

# What is said of a key result, by how much of the quarter is gone (0..1), and from when on a milestone is done.
_VALUES: dict[str, Callable[[float], float | None]] = {
    "new-revenue": lambda gone: round(2 + 0.8 * gone, 2),
    "customer-churn": lambda gone: 1.5,
    "recommendation": lambda gone: 41 if gone > 0.7 else None,
    "uptime": lambda gone: 99.5 if 0.45 < gone <= 0.52 else 99.95,
    "night-calls": lambda gone: 2,
    "quiet-nights": lambda gone: 3,
}
_CONFIDENCE = {"new-revenue": 80, "moved-shards": 70}
_DONE = {"Plan of the move": 0.3, "Half of the shards": 0.6}


def latency_at(gone: float) -> float:
    """What Looker says of the search: it falls from 900 to 560 ms."""
    return round(900 - 340 * gone, 1)


def update(key_result: str, week: date, gone: float) -> Update:
    """An owner's Friday. Search latency reads its KPI; milestones and what is done or not have no number."""
    value = _VALUES.get(key_result, lambda _: None)(gone)
    said = Update(key_result, week, value, _CONFIDENCE.get(key_result, 92), wins=f"In week of {week}: we went on")
    return replace(said, status="done") if key_result == "security-audit" and gone > 0.8 else said


def done_by(stages: list[Milestone], gone: float, on: date) -> list[Milestone]:
    """The milestones that are reached now and were not before."""
    reached = [each for each in stages if each.done_on is None and gone >= _DONE.get(each.milestone, 2)]
    return [replace(each, done_on=on) for each in reached]
