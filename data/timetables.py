"""When a source is read by itself, out of words: "every 30 minutes", or a cron line. The one door to APScheduler, whose
cron lines they are.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from data.rules import schedule
from data.rules.schedule import Timetable

_INTERVAL = re.compile(r"every (?:(?P<count>[1-9]\d{0,4}) )?(?P<unit>minute|hour|day)s?")
_CRON = re.compile(r"(?:[\w*,/-]+ ){4}[\w*,-]+")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STEP = timedelta(minutes=1)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def parse(text: str, zone: str) -> Timetable | None:
    """Read "every 30 minutes" or "0 */2 * * *", the latter on the clocks of a time zone; None when it is empty.

    Raises ValueError with a sentence when it is neither.
    """
    words = " ".join(text.lower().split())
    if not words:
        return None
    if interval := _INTERVAL.fullmatch(words):
        return schedule.every(timedelta(**{f"{interval['unit']}s": int(interval["count"] or 1)}))
    try:
        return _cron(words, ZoneInfo(zone))
    except (ValueError, IndexError) as error:
        raise ValueError(
            f"“{text}” is no schedule. Write every 30 minutes, or a cron line like 0 */2 * * * (minute, hour, day, "
            "month, weekday)."
        ) from error


def _cron(line: str, zone: ZoneInfo) -> Timetable:
    if not _CRON.fullmatch(line):
        raise ValueError("a cron line has five fields")
    triggers = _triggers(*line.split())

    def after(moment: datetime) -> datetime | None:
        """Reckoned on the wall clock, where an hour that a change of the clocks takes or repeats counts once."""
        wall = moment.astimezone(zone).replace(second=0, microsecond=0, tzinfo=UTC)
        while True:
            coming = [each.get_next_fire_time(None, wall + _STEP) for each in triggers]
            found = min((each for each in coming if each), default=None)
            if found is None:
                return None
            wall, at = found, found.replace(tzinfo=zone).astimezone(UTC)
            if at > moment:
                return at

    if after(_LONG_AGO) is None:
        raise ValueError("there is no such day")
    return Timetable(after)


def _triggers(minute: str, hour: str, day: str, month: str, weekday: str) -> list[Any]:
    """As cron has it: of a day of the month and a weekday, either will do."""
    from apscheduler.triggers.cron import CronTrigger

    days = [(day, "*")] if weekday == "*" else [("*", weekday)] if day == "*" else [(day, "*"), ("*", weekday)]
    return [
        CronTrigger(minute=minute, hour=hour, day=each, month=month, day_of_week=_named(on), timezone=UTC)
        for each, on in days
    ]


def _named(weekdays: str) -> str:
    """Weekdays by name: cron counts them from Sunday (0, also 7), APScheduler from Monday."""
    spans = re.sub(r"(\d+)-(\d+)", lambda span: ",".join(map(str, range(int(span[1]), int(span[2]) + 1))), weekdays)
    return re.sub(r"\d+", lambda number: _DAYS[int(number[0])], spans)
