"""The commands by name, with their options and contents as JSON values: what the command line and /api/v1 both call.

A command takes the house (store and settings) and keyword options, and answers with a document or a file. Paths never
travel: contents do.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, ValidationError, validate_call

from data import backups, doctor, exporting, imports, people, samples
from data.config import Settings
from data.errors import OkrError, Problem, UsageError
from data.monday import health, meeting, weekly
from data.pulls import pulling
from data.quarter import bringing, scorecards
from data.rules import formats
from data.rules.okr import Status, Update
from data.rules.reminding import Stage
from data.store.connection import Store
from data.telling import alerts, commenting, monthly, monthly_sends, reaching, reminders, sends

API = "/api/v1/"
REMARK = "okr-remark"  # the header of a file's answer that carries its remark, percent-encoded


@dataclass(frozen=True, slots=True)
class House:
    """What a command works on."""

    store: Store
    settings: Settings
    hear: Callable[[str], None] = lambda _: None  # is told what a sync reads, as it arrives


@dataclass(frozen=True, slots=True)
class Document:
    """An answer as JSON values; `is_partial` when a part of the work could not be done and the document lists it."""

    value: Any
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """An answer that is a file."""

    content: bytes
    media_type: str
    remark: str | None = None  # what its reader should know and the file does not say


Answer = Document | File


# Options come as JSON values: each is read as its parameter's type, and one that has none is refused.
_with_options = validate_call(config=ConfigDict(arbitrary_types_allowed=True))


def moment(text: str) -> datetime:
    """A moment from its text: a bare date is 00:00 UTC of that day, no zone is UTC. Raises ValueError."""
    read = datetime.fromisoformat(text)
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


Signature = Annotated[str, AfterValidator(formats.readers("updates")["author"])]
Month = Annotated[date, BeforeValidator(monthly.parsed)]
Moment = Annotated[datetime, BeforeValidator(moment)]
Contents = Mapping[str, Annotated[bytes, BeforeValidator(lambda text: base64.b64decode(text, validate=True))]]


@_with_options
def demo(house: House) -> Answer:
    return Document(samples.fill(house.store, house.settings).as_json())


@_with_options
def import_(
    house: House,
    *,
    files: Contents,
    quarter: str | None = None,
    dry_run: bool = False,
    by: Signature | None = None,
) -> Answer:
    if any(bringing.is_page(file) for file in files):
        return _import_page(house, files, quarter, dry_run, by)
    if quarter:
        raise UsageError("--quarter says where a Markdown page goes. CSV files name their quarters themselves.")
    report = imports.bring_in(house.store, house.settings, files, dry_run=dry_run, by=by)
    return Document(report.as_json())


def _import_page(
    house: House, files: Mapping[str, bytes], quarter: str | None, dry_run: bool, by: str | None
) -> Answer:
    file, content = bringing.alone(files)
    if not quarter:
        raise UsageError(f"Into which quarter does {file} go? Say so: --quarter “FY23 Q1”.")
    page = bringing.read(file, content)
    brought = bringing.bring_in(house.store, house.settings, page, quarter, file=file, dry_run=dry_run, by=by)
    return Document(brought.as_json(), is_partial=brought.is_partial)


@_with_options
def sync(house: House, *, source: pulling.Source | None = None, by: Signature | None = None) -> Answer:
    try:
        answer, is_partial = _read(house, source, by)
    except OkrError as error:
        error.problems = tuple(Problem(text) for text in _unwell(house, source))
        raise
    if unwell := _unwell(house, source):
        answer["troubles"] = unwell
    told = alerts.after_sync(house.store, house.settings, by=by) if source != "github" else None
    if told is None:
        return Document(answer, is_partial=is_partial)
    return Document(answer | {"alerts": told.as_json()}, is_partial=is_partial or bool(told.problem))


def _read(house: House, source: pulling.Source | None, by: str | None) -> tuple[dict[str, Any], bool]:
    """What one source answered, or every one, and whether some of it could not be read."""
    if source:
        answer = pulling.one(house.store, house.settings, source, by=by, hear=house.hear)
        return answer, answer["status"] != "ok"
    answers = pulling.every(house.store, house.settings, by=by, hear=house.hear)
    return {"sources": answers}, any(each["status"] not in ("ok", "skipped") for each in answers)


def _unwell(house: House, source: pulling.Source | None) -> list[str]:
    """What is shown instead of what cannot be read, in the words of the board."""
    found = health.troubles(house.store, house.settings, house.store.now())
    return [each.text for each in found if source in (None, each.source)]


@_with_options
def update(
    house: House,
    *,
    key_result: str,
    week: date | None = None,
    value: float | None = None,
    confidence: float | None = None,
    status: Status | None = None,
    wins: str | None = None,
    risks: str | None = None,
    next_steps: str | None = None,
    help_wanted: str | None = None,
    link: str | None = None,
    by: Signature | None = None,
) -> Answer:
    written = Update(
        key_result=key_result,
        week=week or weekly.week_to_log(house.store, house.settings),
        value=value,
        confidence=confidence,
        status=status,
        wins=wins,
        risks=risks,
        next_steps=next_steps,
        help=help_wanted,
        link=link,
        author=by,
    )
    return Document(weekly.log(house.store, house.settings, written).as_json())


@_with_options
def review(house: House, *, week: date | None = None, as_of: Moment | None = None) -> Answer:
    return Document(weekly.review(house.store, house.settings, week, as_of).as_json())


@_with_options
def due(house: House, *, week: date | None = None, as_of: Moment | None = None) -> Answer:
    return Document(weekly.due(house.store, house.settings, week, as_of).as_json())


@_with_options
def remind(
    house: House,
    *,
    week: date | None = None,
    stage: Stage | None = None,
    dry_run: bool = False,
    by: Signature | None = None,
) -> Answer:
    people.check_known(house.store, by)
    report = reminders.remind(house.store, house.settings, week, stage, dry_run=dry_run, by=by)
    return Document(report.as_json(), is_partial=bool(report.problems))


@_with_options
def scorecard(house: House, *, quarter: str | None = None, as_of: Moment | None = None) -> Answer:
    return Document(scorecards.of(house.store, house.settings, quarter, as_of).as_json())


@_with_options
def close_week(
    house: House,
    *,
    week: date | None = None,
    reopen: bool = False,
    reason: str | None = None,
    by: Signature | None = None,
) -> Answer:
    if reopen:
        closing = meeting.reopen_week(house.store, house.settings, week, by, reason)
    else:
        closing = meeting.close_week(house.store, house.settings, week, by)
    moment = closing.recorded_at.isoformat().replace("+00:00", "Z") if closing.recorded_at else None
    return Document({"week": closing.week.isoformat(), "closed": closing.closed, "by": closing.by, "at": moment})


@_with_options
def send(
    house: House,
    *,
    what: Literal["summary", "okrs", "scorecard", "mail", "comments", "alerts"],
    week: date | None = None,
    quarter: str | None = None,
    month: Month | None = None,
    team: str | None = None,
    dry_run: bool = False,
    again: bool = False,
    by: Signature | None = None,
) -> Answer:
    people.check_known(house.store, by)
    if what == "mail":
        _takes("send mail", ("month", "team"), week=week, quarter=quarter)
        mailed = monthly_sends.send(house.store, house.settings, month, team, dry_run=dry_run, again=again, by=by)
        remarks = [reaching.LINKLESS] if dry_run and not house.settings.org.address else []
        return Document(mailed.as_json() | {"remarks": remarks}, is_partial=bool(mailed.refused))
    if what == "comments":
        report = commenting.send(house.store, house.settings, week, dry_run=dry_run, by=by)
        return Document(report.as_json(), is_partial=report.is_partial)
    if what == "alerts":
        _takes("send alerts", (), week=week, quarter=quarter, month=month, team=team, again=again)
        return Document(alerts.tell(house.store, house.settings, dry_run=dry_run, by=by).as_json())
    _takes(f"send {what}", ("week", "quarter"), month=month, team=team)
    if quarter and what == "summary":
        raise UsageError("A summary is of a week: name its Monday with --week.")
    first = scorecards.parsed(house.settings, quarter).review_weeks[0] if quarter else week
    sent = sends.send(house.store, house.settings, what, first, dry_run=dry_run, again=again, by=by)
    return Document(sent.as_json())


@_with_options
def export(
    house: House,
    *,
    what: Literal["csv", "deck", "history", "calendar", "scorecard", "handbook", "mail"],
    week: date | None = None,
    quarter: str | None = None,
    month: Month | None = None,
    team: str | None = None,
    format: exporting.ScorecardFormat | exporting.MailFormat | None = None,
    internal: bool = False,
    as_of: Moment | None = None,
) -> Answer:
    _takes(f"export {what}", _EXPORTS[what], week=week, quarter=quarter, month=month, team=team, internal=internal)
    match what:
        case "csv":
            return File(exporting.packed(exporting.csv_files(house.store, as_of)), "application/zip")
        case "deck":
            return File(exporting.deck(house.store, house.settings, week, as_of), exporting.DECK)
        case "history":
            return File(exporting.history(house.store, house.settings, quarter, as_of), exporting.DECK)
        case "calendar":
            return File(exporting.calendar_file(house.store, house.settings, quarter, as_of), exporting.CALENDAR)
        case "scorecard":
            if format in ("html", "eml"):
                raise UsageError("A scorecard is written as pptx, md or xlsx.")
            kind = format or "pptx"
            content = exporting.scorecard(house.store, house.settings, quarter, kind, internal=internal, as_of=as_of)
            return File(content, exporting.SCORECARD[kind])
        case "handbook":
            page = exporting.handbook(house.store, house.settings, quarter, internal=internal, as_of=as_of)
            return File(page.content, exporting.MARKDOWN, page.left_out)
        case "mail":
            if format not in ("html", "eml", None):
                raise UsageError("A mail is written as html or eml.")
            update = monthly.draft(house.store, house.settings, month, team, as_of, internal=internal)
            if format == "eml":
                return File(monthly_sends.as_file(house.settings, update), exporting.MAIL)
            return File(update.page.self_contained.encode(), exporting.HTML)


_EXPORTS: Mapping[str, Collection[str]] = {
    "csv": (),
    "deck": ("week",),
    "history": ("quarter",),
    "calendar": ("quarter",),
    "scorecard": ("quarter", "internal"),
    "handbook": ("quarter", "internal"),
    "mail": ("month", "team", "internal"),
}


def _takes(command: str, takes: Collection[str], **options: Any) -> None:
    """Refuse what was asked for and would have no effect. Raises UsageError."""
    foreign = next((name for name, value in options.items() if value and name not in takes), None)
    if foreign:
        own = ", ".join(f"--{name}" for name in takes) or "nothing of the kind"
        raise UsageError(f"{command} takes no --{foreign}. It takes {own}.")


@_with_options
def backup(house: House) -> Answer:
    return File(backups.copy(house.store), "application/vnd.duckdb")


@_with_options
def doctor_(house: House) -> Answer:
    report = doctor.examine(house.store, house.settings, is_asking=True)
    return Document(report.as_json(), is_partial=not report.is_well)


COMMANDS: Mapping[str, Callable[..., Answer]] = {
    "demo": demo,
    "import": import_,
    "sync": sync,
    "update": update,
    "review": review,
    "due": due,
    "remind": remind,
    "close-week": close_week,
    "scorecard": scorecard,
    "send": send,
    "export": export,
    "backup": backup,
    "doctor": doctor_,
}


def run(house: House, name: str, options: Mapping[str, Any]) -> Answer:
    """Run one command. Raises UsageError for an unknown command or option, and what the command itself raises."""
    command = COMMANDS.get(name)
    if command is None:
        raise UsageError(f"There is no command “{name}”. There are: {', '.join(COMMANDS)}.")
    try:
        return command(house, **options)
    except ValidationError as error:
        raise UsageError(_explained(name, error)) from error


def failure(message: str, problems: Iterable[Problem] = ()) -> dict[str, Any]:
    """What a failure looks like as JSON; what needs no mending is marked as a note."""
    return {"error": message, "problems": [f"Note: {each}" if each.is_warning else str(each) for each in problems]}


def _explained(name: str, error: ValidationError) -> str:
    first = error.errors()[0]
    option = str(first["loc"][0]) if first["loc"] else name
    return f"{name}: the option {option} cannot be used: {first['msg']}."
