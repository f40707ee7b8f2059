"""Which KPI a series of a source is, what a KPI is called, and which key result reads it: shown before it is kept.

Readings stay under the series that they came from. What a KPI's are is settled when it is read, by the mapping of that
moment: a series that becomes another KPI brings its history along, and takes it with it when it is mapped anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from data import definitions
from data.config import Settings
from data.errors import OkrError, Problem, UsageError
from data.monday import kpis
from data.rules import calendar, words
from data.rules.gauges import Gauge
from data.rules.okr import KeyResult, Kpi, Reading, Series
from data.rules.wordings import BEGINNING
from data.store import journal
from data.store.connection import Store, Writer

LONGEST = {"name": 120, "unit": 24, "team": 60}


class MappingRefused(OkrError):
    """What was chosen cannot be kept; the problems name the columns."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A series that a source delivered: what the source calls it, and the KPI it is now, None while it is left out.

    One that came without a name is called like that KPI. `own` is the id of the KPI that it is unless somebody chooses
    another. `by` and `mapped_at` say who made it what it is; `by` is None for what nobody chose.
    """

    series: str
    name: str
    own: str
    kpi: Kpi | None
    by: str | None
    mapped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A series by itself, and the KPI as it would be with it; None where it would be left out."""

    series: Gauge
    kpi: Gauge | None


def series(store: Store, as_of: datetime) -> list[Delivered]:
    """Every series that was delivered, by its name."""
    named = journal.named_kpis(store, as_of)
    first = {row["series"]: row["kpi"] for row in store.rows("series/first", as_of=as_of)}
    found = [
        Delivered(
            each.series,
            (named.get(each.series) or named.get(each.kpi or "") or Kpi(each.series, each.series)).name,
            first[each.series] or each.series,
            named.get(each.kpi or ""),
            each.by,
            each.recorded_at,
        )
        for each in journal.series(store, as_of).values()
    ]
    return sorted(found, key=lambda each: (each.name.casefold(), each.series))


def preview(store: Store, series: str, kpi: str | None, as_of: datetime | None = None) -> Preview:
    """What a series holds, and what a KPI would hold that it is mapped to. Raises UsageError for an unknown one."""
    as_of = as_of or store.now()
    named = journal.named_kpis(store, as_of)
    _known(series, journal.series(store, as_of))
    own = Gauge(named.get(series, Kpi(series, series)), tuple(_readings(store, series, as_of)))
    if kpi is None or kpi == series:
        return Preview(own, own if kpi else None)
    today = as_of.date()
    held = kpis.gauges(store, today - kpis.LOOK_BACK, today, as_of, only={kpi}).get(kpi)
    if held is None:
        raise UsageError(f"There is no KPI “{kpi}”.")
    return Preview(own, replace(held, readings=_merged(held.readings, own.readings)))


def readers(store: Store, names: Sequence[str], as_of: datetime) -> Mapping[str, list[KeyResult]]:
    """The key results that read their value from these KPIs, by KPI; those that were dropped are not among them."""
    found: dict[str, list[KeyResult]] = defaultdict(list)
    for row in store.rows("key_results/reading", kpis=list(names), as_of=as_of):
        if not row["dropped"]:
            found[row["kpi"]].append(KeyResult(**row))
    return found


def map_series(
    store: Store, settings: Settings, series: str, kpi: str | None, by: str | None = None
) -> tuple[KeyResult, ...]:
    """Make a series a KPI, with all that it holds, or leave it out (None); nothing is written where it is so already.

    Key results that read a KPI which thereby ceases to be one read the other instead; they are the answer. Raises
    MappingRefused, and UsageError when there is no such series.
    """
    with store.writing() as writer:
        mapped = {row["series"]: Series(**row) for row in writer.rows("series/current", as_of=writer.moment)}
        if _known(series, mapped).kpi == kpi:
            return ()
        named = {row["kpi"]: row["name"] for row in writer.rows("kpis/current", as_of=writer.moment)}
        own = next(row["kpi"] for row in writer.rows("series/first", as_of=writer.moment) if row["series"] == series)
        shown = _shown(writer)
        if kpi not in (None, series, own, *shown) or (kpi and kpi not in named):
            raise MappingRefused(f"There is no KPI “{kpi}”. Choose another, or leave the series out.")
        journal.record(writer, [Series(series, kpi, by)])
        ended = shown - _shown(writer)
        reading = [
            KeyResult(**row) for row in writer.rows("key_results/reading", kpis=list(ended), as_of=writer.moment)
        ]
        if kpi is None:
            _refuse_in_use(store, settings, reading, writer.moment)
            reading = []
        name = named.get(series, series)
        now = f"is {named[kpi]} now" if kpi else "is left out"
        moved = [replace(each, kpi=kpi) for each in reading]
        definitions.change(writer, journal.KEY_RESULTS, moved, by, reason=f"{name} {now}")
        journal.record_event(writer, "series", f"{name} {now} ({series})", by)
    return tuple(moved)


def ending(store: Store, series: str, as_of: datetime) -> str | None:
    """The KPI that would cease to be one if a series were another: no other series feeds it, it has no own readings."""
    mapped = journal.series(store, as_of)
    kpi = _known(series, mapped).kpi
    is_fed = any(each.kpi == kpi for name, each in mapped.items() if name != series)
    if kpi is None or is_fed or (kpi != series and _readings(store, kpi, as_of)):
        return None
    return kpi


def define_kpi(store: Store, kpi: Kpi, by: str | None = None) -> Kpi:
    """Keep what a KPI is called and how it reads, and answer with what was kept. Raises MappingRefused."""
    read, wrong = definitions.read("kpis", kpi)
    with store.writing() as writer:
        held = {row["kpi"]: Kpi(**row) for row in writer.rows("kpis/current", as_of=writer.moment)}
        if kpi.kpi not in held:
            raise UsageError(f"There is no KPI “{kpi.kpi}”.")
        shown = [Kpi(**row) for row in writer.rows("kpis/shown", as_of=writer.moment)]
        if problems := [*wrong, *_doubtful(read, held[kpi.kpi], shown)]:
            raise MappingRefused("Nothing was saved.", problems)
        if read != held[kpi.kpi]:
            definitions.change(writer, journal.KPIS, [read], by)
    return read


def _doubtful(read: Kpi, before: Kpi, shown: Iterable[Kpi]) -> Iterator[Problem]:
    """What was written anew and would not be understood beside a number, or in a list of KPIs."""
    named = {each.name.casefold() for each in shown if each.kpi != read.kpi}
    if read.name and read.name != before.name and read.name.casefold() in named:
        yield Problem("another KPI is called so; make its series that KPI, or choose another name", column="name")
    texts = {"name": (read.name, before.name), "unit": (read.unit, before.unit), "team": (read.team, before.team)}
    for column, (text, was) in texts.items():
        if text and text != was and len(text) > LONGEST[column]:
            yield Problem(f"at most {LONGEST[column]} letters, this has {len(text)}", column=column)
    if read.unit != before.unit and read.unit and read.unit.isdigit():
        yield Problem("expected a word or a sign like ms, % or $, not a number", column="unit")


def feed(store: Store, key_result: str, kpi: str | None, by: str | None = None) -> KeyResult:
    """Let a key result read its value from a KPI, or from none (None). Its owner's own value goes before it.

    Raises MappingRefused when what it is graded by does not change any more, UsageError when one of them is unknown.
    """
    with store.writing() as writer:
        held = _key_result(store, key_result, writer)
        named = {row["kpi"]: row["name"] for row in writer.rows("kpis/shown", as_of=writer.moment)}
        if kpi is not None and kpi not in named:
            raise UsageError(f"There is no KPI “{kpi}”.")
        fed = replace(held, kpi=kpi)
        if fed != held:
            reason = f"It reads its value from {named[kpi]}" if kpi else "It is updated by hand"
            definitions.change(writer, journal.KEY_RESULTS, [fed], by, reason=reason)
    return fed


def _key_result(store: Store, name: str, writer: Writer) -> KeyResult:
    found = journal.key_result(store, name, writer.moment)
    objective = journal.objective(store, found.objective, writer.moment) if found else None
    if found is None or found.withdrawn or objective is None:
        raise UsageError(f"There is no key result “{name}”.")
    scorecard = journal.scorecard(store, objective.quarter, writer.moment)
    if scorecard and scorecard.state == "final":
        raise MappingRefused(f"The scorecard of {objective.quarter} is final: what it graded does not change any more.")
    if found.dropped:
        raise MappingRefused(f"“{found.title}” is dropped: it is not updated any more.")
    return found


def _known(series: str, mapped: Mapping[str, Series]) -> Series:
    if series not in mapped:
        raise UsageError(f"No source has delivered a series “{series}”. Sync, and choose one of those listed.")
    return mapped[series]


def _shown(writer: Writer) -> set[str]:
    return {row["kpi"] for row in writer.rows("kpis/shown", as_of=writer.moment)}


def _refuse_in_use(store: Store, settings: Settings, reading: Sequence[KeyResult], now: datetime) -> None:
    """Raises MappingRefused where a key result of a quarter that is not over would lose its numbers."""
    titles = [each.title for each in reading if not each.dropped and _is_running(store, settings, each, now)]
    if titles:
        others = f" and {words.count(len(titles) - 1, 'more key result')}" if len(titles) > 1 else ""
        verb = "read their value" if others else "reads its value"
        raise MappingRefused(f"“{titles[0]}”{others} {verb} from it. Let it read another KPI first.")


def _is_running(store: Store, settings: Settings, key_result: KeyResult, now: datetime) -> bool:
    objective = journal.objective(store, key_result.objective, now)
    if objective is None or objective.withdrawn:
        return False
    return calendar.parse_quarter(objective.quarter, settings.org.fiscal_year_start_month).end >= now.date()


def _readings(store: Store, series: str, as_of: datetime) -> list[Reading]:
    """All the readings of a series by itself, one for each date: the newest capture."""
    rows = store.rows("readings/captures_of", kpis=[series], first=date.min, last=as_of.date())
    found = [Reading(**row) for row in rows if row["captured_at"] <= as_of]
    return sorted({reading.date: reading for reading in found}.values(), key=lambda reading: reading.date)


def _merged(*several: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings of several series as one: of two for a date that which was captured last."""
    every = (each for readings in several for each in readings)
    captured = sorted(every, key=lambda reading: reading.captured_at or BEGINNING)
    return tuple(sorted({each.date: each for each in captured}.values(), key=lambda reading: reading.date))
