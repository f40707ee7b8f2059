"""KPIs with their readings, as gauges: what the board, the KPI page and the trends are drawn from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from data.rules.gauges import Gauge
from data.rules.okr import Kpi, Reading
from data.store import journal
from data.store.connection import Row, Store

LOOK_BACK = timedelta(days=400)  # a reading older than this no longer tells where a KPI stands
_COUNT_BEFORE = 8  # readings before the first week: where the KPI stood then, and how often it is read


def gauges(
    store: Store, first: date, last: date, as_of: datetime, only: Collection[str] | None = None
) -> dict[str, Gauge]:
    """KPIs by id, all or `only` some, with the readings from `first` to `last`, and some before, known at `as_of`."""
    known = (kpi for kpi in journal.kpis(store, as_of) if only is None or kpi.kpi in only)
    kpis = sorted(known, key=lambda kpi: kpi.name.casefold())
    rows = store.rows(
        "readings/of_span",
        kpis=[kpi.kpi for kpi in kpis],
        since=first - LOOK_BACK,
        count_before=_COUNT_BEFORE,
        first=first,
        last=last,
        as_of=as_of,
    )
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["kpi"]].append(row)
    failed = _failed_tiles(store, as_of)
    return {kpi.kpi: _gauge(kpi, found[kpi.kpi], failed.get(_tile(kpi.kpi))) for kpi in kpis}


def _gauge(kpi: Kpi, rows: list[Row], failed: Row | None) -> Gauge:
    restated = [(row["date"], row["restated_from"]) for row in rows if row["restated_from"] not in (None, row["value"])]
    readings = [Reading(**{name: value for name, value in row.items() if name != "restated_from"}) for row in rows]
    return Gauge(
        kpi,
        tuple(readings),
        tuple(restated),
        failed_at=failed["recorded_at"] if failed else None,
        failure=failed["message"] if failed else None,
    )


def _failed_tiles(store: Store, as_of: datetime) -> dict[tuple[str, ...], Row]:
    """The tiles whose last sync failed, by dashboard and element: the first two parts of the ids of their KPIs."""
    rows = store.rows("syncs/latest", as_of=as_of)
    return {
        (row["dashboard"] or "look", row["element"].removeprefix("look:")): row
        for row in rows
        if row["status"] == "error"
    }


def _tile(kpi: str) -> tuple[str, ...]:
    return tuple(kpi.split("/")[:2])
