"""`okr doctor`: settings, store, clock and sources; what works, what does not, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from data import jobs
from data.config import Settings
from data.monday import weekly
from data.pulls import lookers, own_kpis, sync, tracker
from data.rules import calendar, words
from data.store import journal
from data.store.connection import Store


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined. `to_do` says what to do when it is not well."""

    about: str
    is_well: bool
    text: str
    to_do: str = ""


@dataclass(frozen=True, slots=True)
class Examination:
    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        return all(finding.is_well for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.is_well, "findings": [asdict(finding) for finding in self.findings]}


def examine(store: Store, settings: Settings) -> Examination:
    """Look at everything without changing anything."""
    return Examination(
        (
            _settings(settings),
            *_store(store),
            _clock(store, settings),
            *_looker(store, settings),
            *_files(store, settings),
            *_github(store, settings),
            *_jobs(store, settings),
        )
    )


def _settings(settings: Settings) -> Finding:
    where = str(settings.file) if settings.file else "defaults; okr.example.toml shows every setting"
    return Finding("settings", True, f"read from {where}")


def _store(store: Store) -> Iterator[Finding]:
    not_yet_folded_in = store.path.with_name(f"{store.path.name}.wal")
    files = (file for file in (store.path, not_yet_folded_in) if file.is_file())
    size = sum(file.stat().st_size for file in files) / 1e6
    yield Finding("store", True, f"{store.path} answers, {size:.1f} MB")
    quarters = journal.quarters(store, store.now())
    if quarters:
        yield Finding("quarters", True, f"{len(quarters)} with objectives, the newest {quarters[-1]}")
    else:
        to_do = "Import a folder of CSV files with `okr import`, or fill a new store with `okr demo`."
        yield Finding("quarters", False, "no objectives yet", to_do)


def _clock(store: Store, settings: Settings) -> Finding:
    now = store.now()
    week = weekly.week_under_review(store, settings, now)
    quarter = calendar.quarter_of(week, settings.org.fiscal_year_start_month)
    number = quarter.week_number(week)
    kind = "set to" if store.clock.starts_at else "real time,"
    return Finding("clock", True, f"{kind} {now:%Y-%m-%d %H:%M} UTC; under review: {quarter} week {number} ({week})")


def _looker(store: Store, settings: Settings) -> Iterator[Finding]:
    if missing := sync.missing(settings):
        is_meant = bool(settings.secrets.looker_base_url or settings.looker.instances)
        yield Finding("looker", not is_meant, "not connected", f"To read KPIs from Looker set {', '.join(missing)}.")
        return
    yield _read(store, "looker", lookers.hosts(settings))


def _files(store: Store, settings: Settings) -> Iterator[Finding]:
    """The org's own files of KPIs, where there are any."""
    if not sync.missing(settings, "files"):
        yield _read(store, "files", own_kpis.told(settings))


def _read(store: Store, source: sync.Source, what: str) -> Finding:
    """How a source of KPIs that is set up was read last."""
    tiles = [row for row in store.rows("syncs/latest", as_of=store.now()) if row["source"] == source]
    if not tiles:
        return Finding(source, False, f"{what} never synced", f"Run `okr sync {source}`.")
    failed = [tile for tile in tiles if tile["status"] == "error"]
    newest = max(tile["recorded_at"] for tile in tiles)
    count = words.count(len(tiles), sync.COUNTED[source])
    text = f"{count}, last synced {newest:%Y-%m-%d %H:%M} UTC, {len(failed)} failing"
    return Finding(source, not failed, text, f"{failed[0]['title']}: {failed[0]['message']}" if failed else "")


def _github(store: Store, settings: Settings) -> Iterator[Finding]:
    if missing := tracker.missing(settings):
        is_meant = bool(settings.github.organization or settings.secrets.github_token)
        yield Finding("github", not is_meant, "not connected", f"To read work items set {', '.join(missing)}.")
        return
    last = tracker.last(store, store.now())
    if last is None:
        yield Finding("github", False, f"{tracker.place(settings)} never read", "Run `okr sync github`.")
        return
    text = f"{tracker.place(settings)}: {last['count_rows']} items, last read {last['recorded_at']:%Y-%m-%d %H:%M} UTC"
    is_well = last["status"] not in ("error", "partial")
    yield Finding("github", is_well, text, "" if is_well else last["message"])


def _jobs(store: Store, settings: Settings) -> Iterator[Finding]:
    """What runs by itself: when, how it went last, and when it is next."""
    wanted = [state for state in jobs.states(store, settings) if state.task.timetable]
    if not wanted:
        yield Finding("jobs", True, "nothing runs by itself; okr.example.toml shows the schedules")
    for state in wanted:
        text, last = state.task.when, state.last
        if last:
            text += f"; last {last.started_at:%Y-%m-%d %H:%M} UTC: {last.status}"
        if state.next_at:
            text += f"; next {state.next_at:%Y-%m-%d %H:%M} UTC"
        is_well = last is None or last.status == "ok"
        yield Finding(f"job {state.task.name}", is_well, text, (last.message or "") if last and not is_well else "")
