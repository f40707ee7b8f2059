"""The settings, read once: okr.toml, then OKR_SECTION__NAME, then the secrets from the environment or
.streamlit/secrets.toml.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    create_model,
    model_validator,
)

from data import timetables
from data.errors import OkrError
from data.rules import calendar, steps
from data.rules.limits import Limits
from data.rules.reminding import STAGES, Stage

ROOT = Path(__file__).resolve().parents[1]
_STRICT = ConfigDict(extra="forbid", frozen=True)
_INSTANCE_KEY = re.compile(r"LOOKERSDK_[A-Z0-9_]+_CLIENT_(ID|SECRET)")


class SettingsError(OkrError):
    """A setting is unknown or has a value that cannot be used."""


def _schedule(text: str) -> str:
    timetables.parse(text, "UTC")
    return text


def _address(text: str) -> str:
    """Mail servers take other letters only where all of them do."""
    if not re.fullmatch("[!-~]+@[!-~]+", text):
        raise ValueError("write an address like okrs@example.com")
    return text


def _web_address(text: str) -> str:
    if text and not re.fullmatch(r"https?://\S+", text):
        raise ValueError("write where people open this app, like https://okrs.example.com")
    return text


def _instance_name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        raise ValueError("write small letters, digits and _, like eu_west")
    return text


class Org(BaseModel):
    """The org and its week."""

    model_config = _STRICT

    name: Annotated[str, Field(description="shown in the header")] = "Product and engineering"
    fiscal_year_start_month: Annotated[int, Field(ge=1, le=12, description="1 = January, 2 = February, …")] = 2
    deadline: Annotated[str, Field(description="updates for a week are due, in the zone below")] = "Fri 19:00"
    timezone: Annotated[str, Field(description="of the deadline")] = "UTC"
    sync_minutes: Annotated[int, Field(ge=5, le=480, description="how long the Monday sync lasts")] = 60
    weeks_without_sync: Annotated[
        tuple[date, ...], Field(description="Mondays (of the week under review) whose sync does not take place")
    ] = ()
    moved_syncs: Annotated[
        tuple[str, ...],
        Field(description='syncs on another day: "2021-12-27 Tue 09:00" is the one that reviews that week'),
    ] = ()
    sync: Annotated[str, Field(description="the Monday sync begins, in the week after")] = (
        "Mon 08:00 America/Los_Angeles"
    )
    grading: Annotated[
        Literal["percent", "score"],
        Field(
            description='"percent": achieved from 90 % complete, partly from 75 %; "score": 0.0 to 1.0, green from '
            "0.7, yellow from 0.4"
        ),
    ] = "percent"
    confidential_names: Annotated[
        tuple[str, ...], Field(description="customers and others who are never named outside the leadership")
    ] = ()
    retro_minutes: Annotated[int, Field(ge=5, le=480, description="how long a retrospective lasts")] = 60
    retro_votes: Annotated[
        int, Field(ge=1, le=20, description="how many votes everybody has for the topics of a retrospective")
    ] = 3
    address: Annotated[
        str, AfterValidator(_web_address), Field(description="where people open this app, for links in Slack and mail")
    ] = ""

    @cached_property
    def deadline_moment(self) -> calendar.WeekMoment:
        return calendar.parse_moment(self.deadline, self.timezone)

    @cached_property
    def sync_moment(self) -> calendar.WeekMoment:
        return calendar.parse_moment(self.sync, self.timezone)

    @cached_property
    def moved(self) -> Mapping[date, calendar.WeekMoment]:
        """The moved syncs by the Monday of the week they review."""
        parts = [text.strip().partition(" ") for text in self.moved_syncs]
        return {
            date.fromisoformat(week): calendar.parse_moment(moment, self.sync_moment.zone) for week, _, moment in parts
        }

    def sync_of(self, week: date) -> datetime:
        """When the sync that reviews a week begins."""
        return calendar.sync_of(week, self.moved.get(week, self.sync_moment))

    def model_post_init(self, _context: Any) -> None:
        _ = self.deadline_moment, self.sync_moment, self.moved  # a wrong one is refused when the settings are read


def _risk_model() -> type[BaseModel]:
    """The section [risk]: the thresholds that `rules.limits` names, with their defaults."""
    thresholds: dict[str, Any] = {
        field.name: (Annotated[type(field.default), Field(description=field.metadata["doc"])], field.default)
        for field in fields(Limits)
    }
    return create_model("Risk", __config__=_STRICT, **thresholds)


Risk = _risk_model()


_WHEN_READ = 'when {}: "every 30 minutes", or a cron line in the org\'s time zone like "0 */2 * * *"; empty for never'
Schedule = Annotated[str, AfterValidator(_schedule)]
Address = Annotated[str, AfterValidator(_address)]


class LookerInstance(BaseModel):
    """A Looker besides the one of LOOKERSDK_BASE_URL. Its name comes first in the ids of its tiles and KPIs; its keys
    are LOOKERSDK_<NAME>_CLIENT_ID and LOOKERSDK_<NAME>_CLIENT_SECRET.
    """

    model_config = _STRICT

    name: Annotated[str, AfterValidator(_instance_name)]
    base_url: str
    dashboards: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} ({', '.join((*self.dashboards, *self.looks)) or 'nothing'})"


class Looker(BaseModel):
    """The KPI dashboard. The address and the credentials are Looker's own LOOKERSDK_* variables."""

    model_config = _STRICT

    dashboards: Annotated[tuple[str, ...], Field(description="ids of the dashboards whose tiles become KPIs")] = (
        "217",
    )
    looks: Annotated[tuple[str, ...], Field(description="ids of single Looks that become KPIs")] = ()
    row_limit: Annotated[
        int, Field(ge=1, description="rows read of one tile; a tile with more is marked truncated")
    ] = 5000
    schedule: Annotated[Schedule, Field(description=_WHEN_READ.format("it is read by itself"))] = ""
    instances: Annotated[
        tuple[LookerInstance, ...],
        Field(description="more Lookers, each a table [[looker.instances]] with name, base_url, dashboards and looks"),
    ] = ()

    def model_post_init(self, _context: Any) -> None:
        names = [each.name for each in self.instances]
        if len(names) > len(set(names)):
            raise ValueError("two of the instances have the same name")
        if taken := {"look", "files"} & set(names):  # ids of KPIs begin so already
            raise ValueError(f"an instance cannot be named “{taken.pop()}”")


class Kpis(BaseModel):
    """KPIs from an org's own files: CSV, Parquet, and queries over them."""

    model_config = _STRICT

    folder: Annotated[
        Path, Field(description="where the files lie, and the queries: <kpi>.sql reads the data files of this folder")
    ] = Path("queries/kpis/own")
    files: Annotated[
        tuple[str, ...], Field(description="CSV and Parquet files in the folder, with the columns kpi, date and value")
    ] = ()
    row_limit: Annotated[
        int, Field(ge=1, description="rows read of one file or query; one with more is marked truncated")
    ] = 50_000
    seconds: Annotated[float, Field(gt=0, description="how long one query may run")] = 30.0
    schedule: Annotated[Schedule, Field(description=_WHEN_READ.format("they are read by themselves"))] = ""


class GitHub(BaseModel):
    """The project tracker: a Projects board of an organization or a user. Its token is GITHUB_TOKEN."""

    model_config = _STRICT

    organization: Annotated[
        str, Field(description="whose board it is, as its address names them; without one GitHub is not read")
    ] = ""
    project: Annotated[
        int,
        Field(ge=0, description="the number in the board's address: 12 for https://github.com/orgs/NAME/projects/12"),
    ] = 0
    url: Annotated[
        str, Field(description="GitHub's GraphQL API; https://HOST/api/graphql for an Enterprise Server")
    ] = "https://api.github.com/graphql"
    key_result_field: Annotated[
        str, Field(description="the board's field that names an item's key result, by its id or its title")
    ] = "Key result"
    comment_updates: Annotated[
        bool,
        Field(description="whether weekly updates are written as comments on the issues that key results link to"),
    ] = False
    schedule: Annotated[Schedule, Field(description=_WHEN_READ.format("it is read by itself"))] = ""


class Planning(BaseModel):
    """The planning calendars: an org that writes one down replaces all of its steps."""

    model_config = _STRICT

    quarterly: Annotated[
        tuple[steps.Step, ...],
        Field(description="steps of every quarter, each with the week it falls in"),
    ] = steps.QUARTERLY
    annual: Annotated[
        tuple[steps.Step, ...], Field(description="steps of the year's planning; quarters tells in which they fall")
    ] = steps.ANNUAL

    @cached_property
    def calendars(self) -> steps.Calendars:
        return steps.Calendars(self.quarterly, self.annual)

    def model_post_init(self, _context: Any) -> None:
        _ = self.calendars  # two steps of one name are refused when the settings are read


class Mail(BaseModel):
    """The mail server, and to whom the monthly update goes. Its password is OKR_MAIL__PASSWORD."""

    model_config = _STRICT

    host: Annotated[str, Field(description="the server that takes the mail; without one none is sent")] = ""
    port: Annotated[int, Field(ge=1, le=65535, description="587 for starttls, 465 for tls")] = 587
    security: Annotated[
        Literal["starttls", "tls", "none"],
        Field(description='"starttls" and "tls" encrypt and check the certificate; "none": a server on this host'),
    ] = "starttls"
    username: Annotated[str, Field(description="whom the server knows; empty where it asks for nobody")] = ""
    sender: Annotated[str, Field(description='the address mail comes from, or "Name <address>"')] = ""
    to: Annotated[tuple[Address, ...], Field(description="who gets the monthly update")] = ()

    def model_post_init(self, _context: Any) -> None:
        if self.sender and not re.fullmatch(r"[^<>\r\n]*<[!-~]+@[!-~]+>|[!-~]+@[!-~]+", self.sender):
            raise ValueError(f"sender is “{self.sender}”; write an address, or a name with the address in <>")


_STAGE_FORM = " of each week; empty leaves it out"


class Reminders(BaseModel):
    """Who hears by themselves that something waits for them, and when."""

    model_config = _STRICT

    active: Annotated[
        bool, Field(description="remind people by itself while the server runs; `okr remind` works without")
    ] = False
    thursday: Annotated[str, Field(description=f"owners who have not written yet, at this time{_STAGE_FORM}")] = (
        "Thu 15:00"
    )
    friday: Annotated[str, Field(description=f"the same once more, before the deadline, at this time{_STAGE_FORM}")] = (
        "Fri 13:00"
    )
    directors: Annotated[
        str, Field(description=f"directors, on what is silent before the sync, at this time{_STAGE_FORM}")
    ] = "Mon 07:00 America/Los_Angeles"
    channels: Annotated[
        tuple[Literal["mail", "slack"], ...],
        Field(description='how: "mail" by the server of [mail], "slack" as a direct message by SLACK_BOT_TOKEN'),
    ] = ("mail", "slack")
    in_channel: Annotated[
        bool,
        Field(description="without SLACK_BOT_TOKEN: one message to SLACK_WEBHOOK_URL's channel, which names everybody"),
    ] = False
    alerts: Annotated[
        bool, Field(description="after a sync, tell SLACK_WEBHOOK_URL which KPIs moved beyond their usual noise")
    ] = False

    def moments(self, zone: str) -> Mapping[Stage, calendar.WeekMoment]:
        """When the stages begin; a time of the week that names no zone is in this one."""
        told: list[tuple[Stage, str]] = [(stage, getattr(self, stage)) for stage in STAGES]
        return {stage: calendar.parse_moment(text, zone) for stage, text in told if text}

    def model_post_init(self, _context: Any) -> None:
        self.moments("UTC")


class StoreSection(BaseModel):
    """Where the facts are kept."""

    model_config = _STRICT

    path: Annotated[Path, Field(description="the DuckDB file; OKR_STORE and --store go before it")] = Path(
        "var/okr.duckdb"
    )
    jobs_on_sample: Annotated[
        bool, Field(description="whether schedules, reminders and alerts work on the sample quarter too")
    ] = False


class Secrets(BaseModel):
    """What is never written into okr.toml: from the environment, else from .streamlit/secrets.toml."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    looker_base_url: Annotated[str | None, Field(alias="LOOKERSDK_BASE_URL")] = None
    looker_client_id: Annotated[str | None, Field(alias="LOOKERSDK_CLIENT_ID")] = None
    looker_client_secret: Annotated[SecretStr | None, Field(alias="LOOKERSDK_CLIENT_SECRET")] = None
    looker_verify_ssl: Annotated[bool, Field(alias="LOOKERSDK_VERIFY_SSL")] = True
    looker_timeout: Annotated[int, Field(alias="LOOKERSDK_TIMEOUT", ge=1)] = 120
    github_token: Annotated[SecretStr | None, Field(alias="GITHUB_TOKEN")] = None
    slack_webhook_url: Annotated[SecretStr | None, Field(alias="SLACK_WEBHOOK_URL")] = None
    slack_bot_token: Annotated[SecretStr | None, Field(alias="SLACK_BOT_TOKEN")] = None
    slack_api_url: Annotated[str, Field(alias="SLACK_API_URL")] = "https://slack.com/api/"
    mail_password: Annotated[SecretStr | None, Field(alias="OKR_MAIL__PASSWORD")] = None
    api_token: Annotated[SecretStr | None, Field(alias="OKR_API_TOKEN")] = None
    looker_keys: Annotated[Mapping[str, SecretStr], Field(alias="LOOKERSDK_<NAME>_CLIENT_ID")] = {}  # by variable

    @model_validator(mode="before")
    @classmethod
    def _with_looker_keys(cls, found: Mapping[str, Any]) -> Mapping[str, Any]:
        keys = {name: value for name, value in found.items() if _INSTANCE_KEY.fullmatch(name)}
        return {**found, "LOOKERSDK_<NAME>_CLIENT_ID": keys}


class Settings(BaseModel):
    """Every setting in force.

    `file` is where okr.toml was read from, None when there is none; `opened` is OKR_STORE.
    """

    model_config = _STRICT

    org: Org = Org()
    risk: Risk = Risk()  # type: ignore[valid-type]
    looker: Looker = Looker()
    kpis: Kpis = Kpis()
    github: GitHub = GitHub()
    mail: Mail = Mail()
    reminders: Reminders = Reminders()
    store: StoreSection = StoreSection()
    planning: Planning = Planning()
    secrets: Annotated[Secrets, Field(exclude=True)] = Secrets()
    today: datetime | None = None
    file: Path | None = None
    opened: Path | None = None

    @cached_property
    def limits(self) -> Limits:
        return Limits(**self.risk.model_dump())

    def model_post_init(self, _context: Any) -> None:
        _ = self.limits  # thresholds that contradict each other are refused when the settings are read

    @property
    def own_store(self) -> Path:
        """The org's store; a relative path lies in the project's folder."""
        return ROOT / self.store.path

    @property
    def store_path(self) -> Path:
        """The store to open: OKR_STORE, else the org's own."""
        return self.opened or self.own_store


_SECRETS = frozenset(field.alias for field in Secrets.model_fields.values())
SECTIONS: Mapping[str, type[BaseModel]] = {
    "org": Org,
    "risk": Risk,
    "looker": Looker,
    "kpis": Kpis,
    "github": GitHub,
    "mail": Mail,
    "reminders": Reminders,
    "store": StoreSection,
    "planning": Planning,
}


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises SettingsError naming the key, what was found and what was expected."""
    file = Path(environment["OKR_CONFIG"]) if "OKR_CONFIG" in environment else ROOT / "okr.toml"
    if "OKR_CONFIG" in environment and not file.is_file():
        raise SettingsError(f"OKR_CONFIG names {file}, which does not exist. Copy okr.example.toml there.")
    sections = _toml(file)
    stranger = next(
        (key for key, section in sections.items() if key not in SECTIONS or type(section) is not dict), None
    )
    if stranger:
        raise SettingsError(f"“{stranger}” in {file} is no section of settings. okr.example.toml shows every one.")
    for name, value in environment.items():
        section, separator, key = name.removeprefix("OKR_").lower().partition("__")
        if name.startswith("OKR_") and separator and name not in _SECRETS:
            sections.setdefault(section, {})[key] = _value(name, value)
    secrets = _toml(ROOT / ".streamlit" / "secrets.toml") | dict(environment)
    parts = {
        **sections,
        "secrets": secrets,
        "today": _today(environment.get("OKR_TODAY")),
        "file": file if file.is_file() else None,
        "opened": store_file(environment["OKR_STORE"]) if environment.get("OKR_STORE") else None,
    }
    try:
        return Settings.model_validate(parts)
    except ValidationError as error:
        raise SettingsError(_explained(error)) from None  # its own words repeat what was found, a secret too


def store_file(text: str) -> Path:
    """The file of a store named by --store or OKR_STORE. Raises SettingsError for the URL of a database server."""
    if "://" in text:
        raise SettingsError(f"{text} is a URL. This release keeps its store in a DuckDB file: name a path.")
    return Path(text).absolute()


def _toml(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}. Compare it with okr.example.toml.") from error


def _value(name: str, text: str) -> Any:
    """A setting's value from the environment: lists are JSON, everything else is read as written."""
    if not text.lstrip().startswith("["):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingsError(f"{name} is not a JSON list: {text}") from error


def _today(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"OKR_TODAY is {text}; write a moment like 2022-01-17 or 2022-01-17T15:30:00Z.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_WANTED = {
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "int_type": "write a whole number",
    "float_parsing": "write a number",
    "float_type": "write a number",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "literal_error": "write {expected}",
    "date_from_datetime_parsing": "write a day like 2022-01-10",
}


def _explained(error: ValidationError) -> str:
    """The first problem, with the key as it is written in okr.toml."""
    first = error.errors()[0]
    loc = first["loc"] or ("risk",)  # only [risk] is checked as a whole
    section, *rest = [str(part + 1) if isinstance(part, int) else part for part in loc]  # lists are counted from 1
    key = f"[{section}] {'.'.join(rest)}" if rest else f"[{section}]"
    if first["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        return f"The setting {key} is not known. okr.example.toml shows every setting."
    is_shown = section != "secrets" and isinstance(first["input"], str | int | float)
    found = f" It is {first['input']!r}." if is_shown else ""
    wanted = _WANTED.get(first["type"], "").format(**first.get("ctx", {})) or first["msg"].removeprefix(
        "Value error, "
    ).rstrip(".")
    return f"The setting {key} cannot be used: {wanted}.{found}"
