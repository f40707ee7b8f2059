"""`okr doctor`: settings, store, clock, sources, mail and Slack; what works, what does not, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from data import jobs
from data.config import Settings
from data.monday import health, weekly
from data.monday.health import Trouble
from data.pulls import answers, lookers, own_kpis, sync, tracker
from data.pulls.lookers import Instance
from data.rules import calendar, words
from data.store import journal
from data.store.connection import Row, Store
from data.telling import mailing, posting, reaching, sends
from data.telling.posting import Bot

_SECONDS = 5  # that a mail server and Slack are waited for


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined. `to_do` says what to do when it is not well; what nobody set up and nobody needs is well."""

    about: str
    is_well: bool
    text: str
    to_do: str = ""
    is_set_up: bool = True


@dataclass(frozen=True, slots=True)
class Examination:
    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        return all(finding.is_well for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.is_well, "findings": [asdict(finding) for finding in self.findings]}


def examine(store: Store, settings: Settings, *, is_asking: bool = False) -> Examination:
    """Look at everything without changing anything; mail server and Slack are asked only by who may wait for them."""
    now = store.now()
    rows, ill = answers.latest(store, settings, now), health.troubles(store, settings, now)
    return Examination(
        (
            _settings(settings),
            *_store(store),
            _clock(store, settings),
            *_lookers(settings, rows, ill),
            *_files(settings, rows, ill),
            _github(settings, rows, ill),
            *([_mail(settings), _slack(settings)] if is_asking else []),
            *_outwards(settings),
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


def _lookers(settings: Settings, rows: Sequence[Row], ill: Sequence[Trouble]) -> Iterator[Finding]:
    """A finding for each Looker."""
    for each in lookers.instances(settings):
        about = f"looker {each.name}" if each.name else "looker"
        trouble = next((found for found in ill if (found.source, found.name) == ("looker", each.name)), None)
        if trouble or not each.missing:
            own = [row for row in rows if row["source"] == "looker" and lookers.is_of(row["dashboard"], each, settings)]
            yield _read(about, "looker", f"{_wanted(each)} at {each.host}", own, trouble)
        else:
            to_do = f"To read KPIs from {each.title} set {words.listed(each.missing)}."
            yield _not_connected(about, to_do, is_meant=lookers.is_meant(settings))


def _wanted(instance: Instance) -> str:
    """ "dashboard 217, Looks 12 and 15"."""
    ids = (("dashboard", instance.dashboards), ("Look", instance.looks))
    told = [f"{noun if len(each) == 1 else f'{noun}s'} {words.listed(each)}" for noun, each in ids if each]
    return ", ".join(told) or "nothing"


def _files(settings: Settings, rows: Sequence[Row], ill: Sequence[Trouble]) -> Iterator[Finding]:
    """The org's own files of KPIs, where there are any."""
    if sync.is_meant(settings, "files"):
        trouble = next((each for each in ill if each.source == "files"), None)
        own = [row for row in rows if row["source"] == "files"]
        yield _read("files", "files", own_kpis.told(settings), own, trouble)


def _read(about: str, source: sync.Source, what: str, rows: Sequence[Row], trouble: Trouble | None) -> Finding:
    """How a source of KPIs that is set up was read last."""
    if trouble:
        return _ill(about, trouble, rows)
    if not rows:
        return Finding(about, False, f"{what}: never read", f"Run `okr sync {source}`.")
    newest = max(row["recorded_at"] for row in rows)
    count = words.count(len(rows), sync.COUNTED[source])
    return Finding(about, True, f"{what}: {count}, last read {_moment(newest)}")


def _github(settings: Settings, rows: Sequence[Row], ill: Sequence[Trouble]) -> Finding:
    last = tracker.newest(rows)
    if trouble := next((each for each in ill if each.source == "github"), None):
        return _ill("github", trouble, [last] if last else [])
    if missing := tracker.missing(settings):
        to_do = f"To read work items set {words.listed(missing)}."
        return _not_connected("github", to_do, is_meant=tracker.is_meant(settings))
    if last is None:
        return Finding("github", False, f"{tracker.place(settings)}: never read", "Run `okr sync github`.")
    count = words.count(last["count_rows"], "item")
    return Finding("github", True, f"{tracker.place(settings)}: {count}, last read {_moment(last['recorded_at'])}")


def _ill(about: str, trouble: Trouble, rows: Sequence[Row]) -> Finding:
    """A source that is not well, in the words of the board."""
    tried = f" Last tried {_moment(max(row['recorded_at'] for row in rows))}." if rows else ""
    return Finding(about, False, trouble.text, trouble.why + (tried if trouble.state != "late" else ""))


def _not_connected(about: str, to_do: str, *, is_meant: bool = False) -> Finding:
    """What is not set up: well unless it is meant to be, and was set up by half."""
    return Finding(about, not is_meant, "not connected", to_do, is_set_up=is_meant)


def _mail(settings: Settings) -> Finding:
    """Whether the mail server lets us in; no mail is sent."""
    mail, server = settings.mail, mailing.server(settings)
    lacking = [f"{name} under [mail]" for name in ("host", "sender") if not getattr(mail, name)]
    if lacking:
        return _not_connected("mail", f"To send mail set {words.listed(lacking)}.", is_meant=bool(mail.host))
    try:
        mailing.greet(server, _SECONDS)
    except mailing.NotSent as error:
        return Finding("mail", False, f"{mail.host} does not take mail from here", str(error))
    how = {"starttls": "encrypted by STARTTLS", "tls": "encrypted by TLS", "none": "not encrypted"}[mail.security]
    known = f"lets {mail.username} in" if mail.username else "asks for no login"
    return Finding("mail", True, f"{mail.host}, port {mail.port}: answers, {how}, {known}")


def _slack(settings: Settings) -> Finding:
    """Whether Slack is set up, and knows the bot; a webhook can only be tried by posting to it."""
    secrets = settings.secrets
    webhook = secrets.slack_webhook_url.get_secret_value().strip() if secrets.slack_webhook_url else ""
    token = secrets.slack_bot_token.get_secret_value().strip() if secrets.slack_bot_token else ""
    told = [f"posts to {posting.place(webhook)}, not tried"] if webhook else []
    if token:
        try:
            told.append(f"writes to people as {posting.greet(Bot(token, secrets.slack_api_url), _SECONDS)}")
        except posting.NotSent as error:
            return Finding("slack", False, "the bot of SLACK_BOT_TOKEN cannot write to people", str(error))
    if not told:
        to_do = "To post to a channel set SLACK_WEBHOOK_URL, to write to people SLACK_BOT_TOKEN."
        return _not_connected("slack", to_do)
    return Finding("slack", True, "; ".join(told))


def _outwards(settings: Settings) -> Iterator[Finding]:
    """What is to go out and cannot, or goes out without its links."""
    told = settings.reminders
    has_webhook = sends.webhook(settings) is not None
    if told.active and not reaching.is_possible(settings):
        yield Finding("reminders", False, "switched on, and there is no way to reach people", reaching.TO_DO)
    if told.alerts and not has_webhook:
        yield Finding("alerts", False, "switched on, and Slack is not connected", "Set SLACK_WEBHOOK_URL.")
    if not settings.org.address and (has_webhook or reaching.is_possible(settings)):
        yield Finding("address", False, "what goes out by mail and Slack has no links to this app", reaching.TO_LINK)


def _jobs(store: Store, settings: Settings) -> Iterator[Finding]:
    """What runs by itself: when, how it went last, and when it is next."""
    wanted = [state for state in jobs.states(store, settings) if state.task.timetable]
    if not wanted:
        is_off = jobs.are_off(store, settings)
        why = f" on the sample; {jobs.TURNED_ON}" if is_off else "; okr.example.toml shows the schedules"
        yield Finding("jobs", True, f"nothing runs by itself{why}", is_set_up=False)
    for state in wanted:
        text, last = state.task.when, state.last
        if last:
            text += f"; last {_moment(last.started_at)}: {last.status}"
        if state.next_at:
            text += f"; next {_moment(state.next_at)}"
        is_well = last is None or last.status == "ok"
        yield Finding(f"job {state.task.name}", is_well, text, (last.message or "") if last and not is_well else "")


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
