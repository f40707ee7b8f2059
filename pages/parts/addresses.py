"""The pages by address: each one's file below `pages/`, its title, and whether the bar at the top names it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    file: str
    title: str
    is_in_bar: bool = True


PLACES: dict[str, Place] = {
    "/": Place("monday/board.py", "This week"),
    "/agenda": Place("monday/agenda.py", "Agenda"),
    "/sync": Place("monday/sync.py", "Sync"),
    "/log": Place("owner/log.py", "Log"),
    "/kpis": Place("monday/kpis.py", "KPIs"),
    "/work": Place("explore/work.py", "Work"),
    "/trends": Place("explore/trends.py", "Trends"),
    "/history": Place("quarter/history.py", "History"),
    "/planning": Place("quarter/planning.py", "Planning"),
    "/okrs": Place("quarter/okrs.py", "OKRs"),
    "/scorecard": Place("quarter/scorecard.py", "Scorecard"),
    "/retro": Place("quarter/retro.py", "Retro"),
    "/monthly": Place("setup/monthly.py", "Monthly"),
    "/setup": Place("setup/setup.py", "Setup"),
    "/kr": Place("owner/key_result.py", "Key result", is_in_bar=False),
}
