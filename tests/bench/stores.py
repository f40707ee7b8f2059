"""Stores of any size to measure with: many key results, each written every week for years, 60 of them on the board."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from data.rules import calendar
from data.store.clock import Clock
from data.store.connection import Store, open_store

TODAY = datetime(2022, 1, 17, 15, 30, tzinfo=UTC)
WEEK = date(2022, 1, 10)  # the week under review today
ON_SCREEN = 60
ITEMS = 500  # of the tracker, all of them open
_PER_OBJECTIVE, _PEOPLE, _KPIS, _VERSIONS = 5, 80, 20, 3
_PROSE = "The number moved with the release of Tuesday, **mostly** in the two largest shards. "
_KINDS = ("increase", "increase", "decrease", "stay_above", "increase", "done")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """How many key results, and for how many weeks up to the one under review each of them was written."""

    key_results: int
    weeks: int

    def __str__(self) -> str:
        return f"{self.key_results:,} × {self.weeks}"


def fill(path: Path, size: Size) -> Path:
    """Make a store of this size at `path`; the same size gives the same facts."""
    with closing(open_store(path, Clock(TODAY))) as store:
        mondays = [WEEK - n * calendar.WEEK for n in reversed(range(size.weeks))]
        _append(store, "people", map(_person, range(_PEOPLE)))
        _append(store, "kpis", map(_kpi, range(_KPIS)))
        _append(store, "readings", (_reading(kpi, monday) for monday in mondays for kpi in range(_KPIS)))
        _append(store, "objectives", map(_objective, range(-(-size.key_results // _PER_OBJECTIVE))))
        _append(store, "key_results", (_key_result(n, v) for v in range(_VERSIONS) for n in range(size.key_results)))
        _append(store, "work_items", map(_work_item, range(ITEMS)))
        for monday in mondays:
            _append(store, "updates", (_update(n, monday) for n in range(size.key_results)))
    return path


def _append(store: Store, noun: str, rows: Iterable[Row]) -> None:
    with store.writing() as writer:
        writer.append(noun, list(rows))


def _version(version: int = 0) -> Row:
    began = datetime(2000, 1, 1, tzinfo=UTC) if version == 0 else TODAY - timedelta(days=60 - version)
    return {"recorded_at": began, "recorded_by": None, "reason": None, "agreed_by": None}


def _email(n: int) -> str:
    return f"person{n % _PEOPLE}@example.com"


def _person(n: int) -> Row:
    named = {"email": _email(n), "name": f"Person {n}", "role": "owner", "team": f"Team {n % 8}"}
    return named | {"manager": None, "stand_in": None, "active": True, "github": None} | _version()


def _kpi(n: int) -> Row:
    return {"kpi": f"kpi-{n}", "name": f"KPI {n}", "unit": "ms", "good_direction": "down", "team": None} | _version()


def _reading(kpi: int, monday: date) -> Row:
    captured = datetime(monday.year, monday.month, monday.day, tzinfo=UTC) + timedelta(days=7)
    about = {"is_partial": False, "definition": "1", "captured_at": captured}
    return {"kpi": f"kpi-{kpi}", "date": monday, "value": 400.0 + (monday.toordinal() * (kpi + 7)) % 90} | about


def _objective(n: int) -> Row:
    is_on_screen = n < ON_SCREEN // _PER_OBJECTIVE
    quarter = "FY22 Q4" if is_on_screen else f"FY{21 - n % 4} Q{n % 4 + 1}"
    worded = {"objective": f"objective-{n}", "quarter": quarter, "title": f"Objective {n}", "why": _PROSE}
    owned = {"team": f"Team {n % 8}", "owner": _email(n), "parent": None, "weight": 1.0}
    return worded | owned | {"state": "published", "withdrawn": False} | _version()


def _key_result(n: int, version: int) -> Row:
    kind = _KINDS[n % len(_KINDS)]
    worded = {
        "key_result": f"key-result-{n}",
        "objective": f"objective-{n // _PER_OBJECTIVE}",
        "title": f"Key result {n} reaches what it promised",
        "owner": _email(n),
        "kind": kind,
        "unit": "%",
        "baseline": 90.0 if kind == "decrease" else 10.0,
        "target": {"decrease": 20.0, "stay_above": 50.0}.get(kind, 80.0) + version,
    }
    bounds: Row = {"low": None, "high": None, "stretch": None, "commitment": "committed", "weight": None}
    rest: Row = {"kpi": f"kpi-{n % _KPIS}" if n % 6 == 1 else None, "confidential": False}
    rest |= {"start": None, "due": None, "link": None, "dropped": False, "withdrawn": False}
    return worded | bounds | rest | _version(version)


def _update(n: int, monday: date) -> Row:
    age = (WEEK - monday).days // 7
    written = datetime(monday.year, monday.month, monday.day, 15, tzinfo=UTC) + timedelta(days=4)
    said = f"{_PROSE}See #{n * 31 + age}."
    return {
        "key_result": f"key-result-{n}",
        "week": monday,
        "value": _value(n, age),
        "confidence": 96.0 - n % 3 * 8 - (15.0 if (n + age) % 11 == 0 else 0.0),
        "status": None,
        "wins": f"{said} {_PROSE}",
        "risks": said,
        "next_steps": f"- {said} (Person {n % _PEOPLE})",
        "help": said if n % 17 == 0 else None,
        "link": None,
        "author": _email(n),
        "recorded_at": written,
    }


def _work_item(n: int) -> Row:
    named = {"item": f"PVTI_{n}", "project": "PVT_12", "kind": "issue", "title": f"Deliverable {n} of those promised"}
    where = {"number": n, "repository": "acme/web", "url": f"https://github.com/acme/web/issues/{n}"}
    planned = {"iteration": f"Iteration {n % 7}", "iteration_start": WEEK, "target_date": WEEK + timedelta(days=n % 60)}
    status, place = (("Todo", 1), ("In progress", 2), ("In review", 3))[n % 3]
    about = {"status": status, "status_place": place, "team": f"Team {n % 8}", "state": "open"}
    served = {"key_result": f"key-result-{n % ON_SCREEN}", "assignees": "ann, ben", "labels": "infra"}
    rest = {"created_at": None, "closed_at": None, "is_archived": False, "is_gone": False, "fields": None}
    return named | where | planned | about | served | rest | {"captured_at": TODAY - timedelta(days=30)}


def _value(n: int, age: int) -> float | None:
    """Some key results are ahead of their pace, most are near it, some fall behind; each quarter begins anew."""
    kind = _KINDS[n % len(_KINDS)]
    if kind == "done":
        return None
    if kind == "stay_above":
        return 52.0 + (n + age) % 7
    share = (11 - age) % 13 / 13 * (0.72 + n % 9 * 0.05)
    return round(90 - 70 * share if kind == "decrease" else 10 + 70 * share, 1)
