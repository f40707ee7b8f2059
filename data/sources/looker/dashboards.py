"""The walk over Looker's dashboards and Looks: the queries a tile stands for, and the tile that their answers make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

from data.rules.okr import Kpi, Reading
from data.sources.looker import tables, tiles
from data.sources.looker.tables import Asked, Table, Unreadable
from data.sources.looker.wire import Refused

_FIELDS = "id,title,deleted,query_timezone,dashboard_filters,dashboard_elements"


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile as it was read. `message` says in a sentence what is not as it should be; an error has no readings, and
    one that is gone is on no dashboard any more.

    `dashboard` is None for a Look that is listed by itself, whose `element` is `look:<id>`; `element` is empty for a
    dashboard that cannot be read at all. `rows` counts the rows read. `named` are the KPIs that a source names itself
    for its series; any other series is a KPI of its own.
    """

    dashboard: str | None
    element: str
    title: str
    status: Literal["ok", "empty", "truncated", "error", "skipped", "gone"]
    rows: int = 0
    message: str = ""
    kpis: tuple[Kpi, ...] = ()
    readings: tuple[Reading, ...] = ()
    named: Mapping[str, Kpi] = field(default_factory=dict)


class Session(Protocol):
    """A login at Looker. Both raise Refused; `sdk` answers with the SDK's models, whose every attribute may be None."""

    row_limit: int

    def ask(self, operation: str, *arguments: str, **options: Any) -> Any:
        """What an operation of the SDK answers: `ask("look", "42")`."""
        ...

    def run(self, query: Any, asked: Asked, limit: int, look: str | None = None) -> Any:
        """The json_detail document of a query, or of the Look that holds it, run as `asked`."""
        ...


@dataclass(frozen=True, slots=True)
class _Board:
    """What a dashboard gives its tiles: its filters' defaults by name, and the time zone they all run in, if any."""

    dashboard: str
    defaults: Mapping[str, str]
    timezone: str | None


def read(session: Session, dashboards: Sequence[str], looks: Sequence[str], now: datetime) -> Iterator[Tile]:
    """Each tile of each dashboard, then each Look, as soon as it is read. Trouble with one is its own."""
    for dashboard in dashboards:
        yield from _dashboard(session, dashboard, now)
    for look in looks:
        yield _look(session, look, now)


def _dashboard(session: Session, dashboard_id: str, now: datetime) -> Iterator[Tile]:
    unread = Tile(dashboard_id, "", f"Dashboard {dashboard_id}", "error")
    try:
        dashboard = session.ask("dashboard", dashboard_id, fields=_FIELDS)
    except Refused as refused:
        yield replace(unread, message=str(refused))
        return
    if wrong := _wrong_dashboard(dashboard):
        yield replace(unread, message=wrong)
        return
    # A filter without a default leaves a tile's own filter alone.
    defaults = {each.name: each.default_value for each in dashboard.dashboard_filters or () if each.default_value}
    board = _Board(dashboard_id, defaults, dashboard.query_timezone if _zone(dashboard.query_timezone) else None)
    for element in dashboard.dashboard_elements:
        yield _element(session, board, element, now)


def _wrong_dashboard(dashboard: Any) -> str | None:
    if dashboard.id is None:
        return "What Looker answers is not a dashboard. Sync again later."
    if dashboard.deleted:
        return "It is in Looker's trash. Restore it, or take its id out of okr.toml."
    return None if dashboard.dashboard_elements else "It has no tiles. Put some on it, or take its id out of okr.toml."


def _element(session: Session, board: _Board, element: Any, now: datetime) -> Tile:
    named = element.title or element.title_text or (element.look.title if element.look else None)
    tile = Tile(board.dashboard, element.id or "", named or f"Tile {element.id}", "skipped")
    try:
        found = _merged(session, board, element) or _queried(session, board, element)
        if found is None:
            return replace(tile, message=_without_query(element))
        table, vis_config = found
        return _filled(tile, table, f"{board.dashboard}/{element.id}", vis_config, now)
    except (Refused, Unreadable) as trouble:
        return replace(tile, status="error", message=str(trouble))


def _look(session: Session, look_id: str, now: datetime) -> Tile:
    tile = Tile(None, f"look:{look_id}", f"Look {look_id}", "error")
    try:
        look = session.ask("look", look_id)
        tile = replace(tile, title=look.title or tile.title)
        if look.deleted or look.query is None:
            return replace(tile, message="It is in Looker's trash, or has no query. Take its id out of okr.toml.")
        table = _run(session, look.query, {}, None, look_id)
        return _filled(tile, table, f"look/{look_id}", look.query.vis_config, now)
    except (Refused, Unreadable) as trouble:
        return replace(tile, message=str(trouble))


def _merged(session: Session, board: _Board, element: Any) -> tuple[Table, Any] | None:
    """A merged result, None for any other tile. Looker's API runs no merge: its sources run one by one, joined here."""
    maker = element.result_maker
    merge_id = element.merge_result_id or (maker.merge_result_id if maker else None)
    if not merge_id:
        return None
    merge = session.ask("merge_query", merge_id)
    sources: Sequence[Any] = merge.source_queries or ()
    found, joined_on = [], []
    for position, source in enumerate(sources):
        named = [each for each in _filterables(element) if each.name == source.name]
        heard = named if len(named) == 1 else _filterables(element)[position : position + 1]
        query = session.ask("query", source.query_id or "")
        found.append(_run(session, query, _listened(heard, board), board.timezone))
        joined_on.append({each.source_field_name: each.field_name for each in source.merge_fields or ()})
    if not found:
        raise Unreadable("The merged result has no source queries. Open the tile in Looker.")
    table = tables.merge(found, joined_on)
    if "table_calculation" in (merge.dynamic_fields or "") and not table.left_out:
        table = replace(
            table, left_out="Its table calculations are not read: Looker's API runs none over merged results."
        )
    return table, maker.vis_config if maker else None


def _queried(session: Session, board: _Board, element: Any) -> tuple[Table, Any] | None:
    """A tile over one query, its own or a Look's, wherever the element carries it; None for a tile without one."""
    holders = [each for each in (element, element.result_maker, element.look) if each]
    query = next((each.query for each in holders if each.query), None)
    query_id = next((each.query_id for each in holders if each.query_id), None)
    if query is None and query_id:
        query = session.ask("query", query_id)
    elif query is None and element.look_id:
        query = session.ask("look", element.look_id).query
    if query is None:
        return None
    table = _run(session, query, _listened(_filterables(element), board), board.timezone)
    return table, (element.result_maker and element.result_maker.vis_config) or query.vis_config


def _without_query(element: Any) -> str:
    if element.result_maker and element.result_maker.sql_query_id:
        return "A tile of SQL Runner cannot be read. Make it a tile over an Explore to have it as a KPI."
    return "A text tile has no numbers." if element.type == "text" else "The tile has no query, so it has no numbers."


def _filterables(element: Any) -> Sequence[Any]:
    return (element.result_maker.filterables if element.result_maker else None) or ()


def _listened(filterables: Sequence[Any], board: _Board) -> dict[str, str]:
    """The dashboard's filter defaults, by the fields that listen to them."""
    listens = [listen for each in filterables for listen in each.listen or ()]
    names = board.defaults.keys()
    return {
        each.field: board.defaults[each.dashboard_filter_name]
        for each in listens
        if each.dashboard_filter_name in names
    }


def _run(
    session: Session, query: Any, listened: Mapping[str, str], timezone: str | None, look: str | None = None
) -> Table:
    asked = Asked(
        model=query.model,
        explore=query.view,
        filters={**(query.filters or {}), **listened},
        filter_expression=query.filter_expression,
        dynamic_fields=query.dynamic_fields,
        timezone=timezone or query.query_timezone,
    )
    own_limit = int(query.limit) if (query.limit or "").isdecimal() else 0  # -1 asks for everything
    limit = min(own_limit or session.row_limit, session.row_limit)
    return tables.read(session.run(query, asked, limit + 1, look), asked, limit)


def _filled(tile: Tile, table: Table, identity: str, vis_config: Mapping[str, Any] | None, now: datetime) -> Tile:
    hidden = (vis_config or {}).get("hidden_fields")
    found = tiles.found(
        table,
        identity=identity,
        title=tile.title,
        hidden=hidden if isinstance(hidden, list) else (),
        timezone=_zone(table.timezone) or UTC,
        now=now,
    )
    tile = replace(tile, status="ok", rows=table.count_rows, kpis=found.kpis, readings=found.readings)
    if found.left_out:
        return replace(tile, status="truncated", message=found.left_out)
    if not table.rows:
        return replace(tile, status="empty", message="The query answers with no rows.")
    if not found.readings:
        return replace(tile, status="empty", message="No visible field of the tile holds a number.")
    return tile


def _zone(name: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None
