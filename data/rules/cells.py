"""One cell of a file: its text read as a value, and a value written as text.

A reader takes text that is not blank and raises ValueError with what was expected: "expected yes or no".
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from numbers import Real
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from data.rules.calendar import parse_quarter
from data.rules.okr import STATED_STATUSES, Status

Reader = Callable[[str], Any]

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")  # with what an Enterprise Server appends to it


def reader(column: str, hint: Any) -> Reader:
    """What reads the cells of a column whose noun gives it this type; a name such as `week` says more than its type."""
    return _BY_NAME.get(column) or _by_type(hint)


def write(value: Any) -> str:
    """A value as the text that its reader understands; numbers in the fewest digits that are exact, moments in UTC."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case datetime():
            return _utc(value).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Real():
            return _number_text(float(value))
        case _:
            return str(value)


def _number_text(number: float) -> str:
    if not math.isfinite(number):
        return ""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _by_type(hint: Any) -> Reader:
    if get_origin(hint) is Literal:
        return _one_of(get_args(hint))
    (inner,) = [part for part in get_args(hint) if part is not NoneType] or [hint]
    return _BY_TYPE[inner] if inner in _BY_TYPE else _by_type(inner)


def _exact(text: str) -> str:
    return text


def _email(text: str) -> str:
    name, at, host = (email := text.strip().lower()).partition("@")
    if not (name and at and host) or len(email.split()) > 1:
        raise ValueError("expected an e-mail address")
    return email


def _login(text: str) -> str:
    login = text.strip().removeprefix("@")
    if not _LOGIN.fullmatch(login):
        raise ValueError("expected a GitHub login like octocat")
    return login


def _signature(text: str) -> str:
    """Who wrote something: an e-mail address, or whatever the org calls those who agreed."""
    return text.strip().lower() if "@" in text else text.strip()


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or "_" in text:
        raise ValueError("expected a number like 12.5")
    return number


def _whole(text: str) -> int:
    number = float(text) if re.fullmatch(r"\s*-?\d{1,15}(\.0*)?\s*", text) else math.nan
    if math.isnan(number):
        raise ValueError("expected a whole number like 4921")
    return int(number)


def _between(low: float, high: float, expected: str) -> Reader:
    def read_number(text: str) -> float:
        number = _number(text)
        if not low <= number <= high:
            raise ValueError(f"expected {expected}")
        return number

    return read_number


def _one_of(choices: tuple[str, ...]) -> Reader:
    def read_choice(text: str) -> str:
        choice = text.strip().lower()
        if choice not in choices:
            raise ValueError(f"expected one of {', '.join(choices)}")
        return choice

    return read_choice


def _yes_no(text: str) -> bool:
    match text.strip().lower():
        case "yes" | "true":
            return True
        case "no" | "false":
            return False
    raise ValueError("expected yes or no")


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = None
    if day is None or day.isoformat() != text.strip():
        raise ValueError("expected a date like 2021-12-06")
    return day


def _monday(text: str) -> date:
    day = _day(text)
    if day.weekday():
        raise ValueError(f"expected a Monday like 2021-12-06, this is a {day:%A}")
    return day


def _moment(text: str) -> datetime:
    try:
        return _utc(datetime.fromisoformat(text.strip()))
    except (ValueError, OverflowError):
        raise ValueError("expected a moment like 2021-12-10T17:40:00Z") from None


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _quarter(text: str) -> str:
    try:
        return str(parse_quarter(text))
    except ValueError:
        raise ValueError("expected a quarter like FY22 Q4") from None


_BY_TYPE: Mapping[Any, Reader] = {
    str: _exact,
    float: _number,
    int: _whole,
    date: _day,
    datetime: _moment,
    bool: _yes_no,
    Status: _one_of(STATED_STATUSES),
}
_BY_NAME: Mapping[str, Reader] = {
    **dict.fromkeys(("objective", "key_result", "kpi", "milestone", "parent", "team", "field"), str.strip),
    **dict.fromkeys(("email", "owner", "manager", "stand_in", "person", "voter"), _email),
    **dict.fromkeys(("author", "by", "agreed_by", "done_by"), _signature),
    "github": _login,
    "week": _monday,
    "quarter": _quarter,
    "confidence": _between(0, 100, "a percentage from 0 to 100, without the % sign"),
    "score": _between(0, 1, "a score from 0.0 to 1.0"),
    "weight": _between(0, math.inf, "a weight of 0 or more"),
}
