"""KPIs with their readings, as gauges: what the board, the KPI page and the trends are drawn from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
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
    kpis = sorted(_known(store, as_of, only), key=lambda kpi: kpi.name.casefold())
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
    failed = _failed(store, as_of)
    return {kpi.kpi: _gauge(kpi, found[kpi.kpi], failed.get(kpi.kpi)) for kpi in kpis}


def _known(store: Store, as_of: datetime, only: Collection[str] | None) -> list[Kpi]:
    """The KPIs that are shown; of those asked for by name also one that is not shown any more."""
    if only is None:
        return journal.kpis(store, as_of)
    return [kpi for name, kpi in journal.named_kpis(store, as_of).items() if name in only]


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


def _failed(store: Store, as_of: datetime) -> dict[str, Row]:
    """By KPI the tile that feeds it and whose last sync failed."""
    rows = store.rows("syncs/latest", as_of=as_of)
    failed = {prefix: row for row in rows if row["status"] == "error" for prefix in _prefixes(row, rows)}
    if not failed:
        return {}
    fed = {kpi: kpi for kpi in journal.named_kpis(store, as_of)}
    fed |= {each.series: each.kpi for each in journal.series(store, as_of).values() if each.kpi}
    return {
        kpi: row for series, kpi in fed.items() for prefix, row in failed.items() if series.startswith(f"{prefix}/")
    }


def _prefixes(row: Row, rows: Sequence[Row]) -> list[str]:
    """What the ids of a tile's series begin with, before a slash: `217/4`, `look/7`, `eu/217/4`, `files/churn.sql`; of
    a dashboard or a Looker with a name that could not be read at all, those of all its tiles.

    The series of the Looker without a name begin with nothing of their own: they are those of the tiles it had.
    """
    if row["dashboard"] is None and not row["element"]:
        return [_prefix(each) for each in rows if _has_no_name(each)]
    return [_prefix(row)]


def _prefix(row: Row) -> str:
    element = row["element"].replace("look:", "look/")
    return "/".join(part for part in (row["dashboard"], element) if part)


def _has_no_name(row: Row) -> bool:
    """Whether a tile is of the Looker without a name: of `217` and a Look by itself, not of `eu/217` and `eu`."""
    place, element = row["dashboard"], row["element"]
    if row["source"] != "looker" or not element:
        return False
    return place is None or not ("/" in place or element.startswith("look:"))
