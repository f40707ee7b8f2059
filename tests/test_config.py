"""Settings: one file, the environment over it, and an error that names the key for everything that does not fit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data import config
from data.config import ROOT, SECTIONS, Settings, SettingsError
from data.rules import steps
from data.rules.limits import Limits

EXAMPLE = ROOT / "okr.example.toml"
SETTINGS = [(section, key) for section, model in SECTIONS.items() for key in model.model_fields]
SECRET = "hunter2-is-no-secret"

Write = Callable[[str], dict[str, str]]


@pytest.fixture
def okr_toml(tmp_path: Path) -> Write:
    """Writes okr.toml; gives the environment that names it."""

    def write(text: str) -> dict[str, str]:
        (tmp_path / "own.toml").write_text(text, encoding="utf-8")
        return {"OKR_CONFIG": str(tmp_path / "own.toml")}

    return write


def test_without_a_file_every_setting_has_its_default(okr_toml: Write):
    settings = config.load(okr_toml(""))
    assert settings.limits == Limits()
    assert settings.org.deadline_moment.in_week(datetime(2021, 12, 6, tzinfo=UTC).date()) == datetime(
        2021, 12, 10, 19, 0, tzinfo=UTC
    )
    assert settings.looker.dashboards == ("217",)
    assert settings.store_path == ROOT / "var" / "okr.duckdb"
    assert settings.today is None


def test_the_example_holds_every_setting_with_its_default():
    example = config.load({"OKR_CONFIG": str(EXAMPLE)})
    own = {section: getattr(example, section) for section in SECTIONS}
    assert own == {section: getattr(Settings(), section) for section in SECTIONS}
    written = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert [(section, key) for section, keys in written.items() for key in keys] == SETTINGS


@pytest.mark.parametrize(("section", "key"), SETTINGS)
def test_every_setting_is_described_where_it_is_defined_and_in_the_example(section: str, key: str):
    described = SECTIONS[section].model_fields[key].description
    assert described
    _, _, text = EXAMPLE.read_text(encoding="utf-8").partition(f"[{section}]")
    assert re.search(rf"^# {re.escape(described)}\n({key} = |\[\[{section}\.{key}\]\])", text, re.MULTILINE)


def test_the_example_names_every_secret_and_every_variable():
    text = EXAMPLE.read_text(encoding="utf-8")
    secrets = [field.alias for field in config.Secrets.model_fields.values()]
    for name in (*secrets, "OKR_CONFIG", "OKR_STORE", "OKR_TODAY"):
        assert str(name) in text


def test_the_environment_goes_before_the_file(okr_toml: Write):
    environment = okr_toml('[org]\nname = "From the file"\ndeadline = "Thu 17:00"\n[looker]\ndashboards = ["1"]')
    settings = config.load({**environment, "OKR_ORG__NAME": "From outside", "OKR_LOOKER__LOOKS": '["7", "8"]'})
    assert settings.org.name == "From outside"
    assert settings.org.deadline == "Thu 17:00"
    assert settings.looker.dashboards == ("1",)
    assert settings.looker.looks == ("7", "8")
    assert settings.file == Path(environment["OKR_CONFIG"])


@pytest.mark.parametrize(("section", "key"), SETTINGS)
def test_every_setting_is_also_an_environment_variable(okr_toml: Write, section: str, key: str):
    default = getattr(getattr(Settings(), section), key)
    text = "[]" if isinstance(default, tuple) else str(default)
    settings = config.load({**okr_toml(""), f"OKR_{section}__{key}".upper(): text})
    assert getattr(getattr(settings, section), key) == (() if isinstance(default, tuple) else default)


def test_thresholds_reach_the_rules_as_numbers(okr_toml: Write):
    settings = config.load({**okr_toml("[risk]\nstalled_weeks = 5"), "OKR_RISK__CONFIDENCE_DROP": "7.5"})
    assert settings.limits == Limits(stalled_weeks=5, confidence_drop=7.5)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[org]\nnme = 'x'", r"\[org\] nme is not known\. okr\.example\.toml shows every setting"),
        ("[orgg]\nname = 'x'", r"“orgg” in .*own\.toml is no section"),
        ("name = 'x'", r"“name” in .*own\.toml is no section"),
        ("today = 2022-01-17", r"“today” in .*own\.toml is no section"),
        ("[secrets]\nOKR_API_TOKEN = 'x'", r"“secrets” in .*own\.toml is no section"),
        ("org = 3", r"“org” in .*own\.toml is no section"),
        ("[[org]]\nname = 'x'", r"“org” in .*own\.toml is no section"),
        ("[org]\nfiscal_year_start_month = 13", r"\[org\] fiscal_year_start_month cannot be used: .*12\. It is 13"),
        ("[org]\ndeadline = 'Someday'", r"\[org\] cannot be used: “Someday” is not a time of the week\. Write it like"),
        ("[org]\ntimezone = 'Mars'", r"\[org\] cannot be used: “Fri 19:00” is not a time of the week"),
        ("[risk]\nconfidence_on_track = 50", r"\[risk\] cannot be used: confidence_at_risk must not be above"),
        ("[risk]\nforecast_min_weeks = 2", r"\[risk\] cannot be used: forecast_min_weeks must be 3 or more"),
        ("[risk]\nstalled_weeks = 'three'", r"\[risk\] stalled_weeks cannot be used: .* It is 'three'"),
        (
            "[looker]\nschedule = 'often'",
            r"\[looker\] schedule cannot be used: “often” is no schedule\. Write every 30",
        ),
        ("[github]\nproject = 'abc'", r"\[github\] project cannot be used: write a whole number\. It is 'abc'"),
        (
            "[mail]\nto = ['all']",
            r"\[mail\] to\.1 cannot be used: write an address like okrs@example\.com\. It is 'all'",
        ),
        (
            "[mail]\nsecurity = 'ssl'",
            r"\[mail\] security cannot be used: write 'starttls', 'tls' or 'none'\. It is 'ssl'",
        ),
        ("[org]\naddress = 'okrs'", r"\[org\] address cannot be used: write where people open this app, like https://"),
        ("[looker]\ndashboards = '217'", r"\[looker\] dashboards cannot be used"),
        ("[[planning.quarterly]]\nstep = 'x'", r"\[planning\] quarterly\.1\.week cannot be used: Field required"),
        ("[org\n", r"own\.toml cannot be read: .*\. Compare it with okr\.example\.toml"),
    ],
)
def test_what_does_not_fit_in_the_file_is_named(okr_toml: Write, text: str, sentence: str):
    with pytest.raises(SettingsError, match=sentence):
        config.load(okr_toml(text))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("OKR_ORG__NAM", "x", r"\[org\] nam is not known"),
        ("OKR_ORGG__NAME", "x", r"\[orgg\] is not known"),
        ("OKR_LOOKER__DASHBOARDS", "[217", r"OKR_LOOKER__DASHBOARDS is not a JSON list: \[217"),
        ("OKR_TODAY", "yesterday", r"OKR_TODAY is yesterday; write a moment like 2022-01-17 or"),
        ("OKR_CONFIG", "/nowhere/okr.toml", r"OKR_CONFIG names /nowhere/okr\.toml, which does not exist"),
        ("LOOKERSDK_TIMEOUT", "soon", r"LOOKERSDK_TIMEOUT cannot be used"),
    ],
)
def test_what_does_not_fit_in_the_environment_is_named(okr_toml: Write, name: str, value: str, sentence: str):
    with pytest.raises(SettingsError, match=sentence):
        config.load({**okr_toml(""), name: value})


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-01-17", datetime(2022, 1, 17, tzinfo=UTC)),
        ("2022-01-17T15:30:00Z", datetime(2022, 1, 17, 15, 30, tzinfo=UTC)),
        ("2022-01-17T07:30:00-08:00", datetime(2022, 1, 17, 15, 30, tzinfo=UTC)),
        ("", None),
    ],
)
def test_today_is_a_moment_and_a_bare_date_is_its_midnight(okr_toml: Write, text: str, moment: datetime | None):
    assert config.load({**okr_toml(""), "OKR_TODAY": text}).today == moment


def test_the_store_is_that_of_the_environment_else_that_of_the_file(okr_toml: Write, tmp_path: Path):
    environment = okr_toml(f"[store]\npath = '{tmp_path}/own.duckdb'")
    assert config.load(environment).store_path == tmp_path / "own.duckdb"
    opened = config.load({**environment, "OKR_STORE": str(tmp_path / "other.duckdb")})
    assert opened.store_path == tmp_path / "other.duckdb"
    assert opened.own_store == tmp_path / "own.duckdb"


def test_secrets_come_from_the_environment_and_are_never_printed(okr_toml: Write):
    given = {"LOOKERSDK_CLIENT_SECRET": SECRET, "OKR_API_TOKEN": SECRET}
    settings = config.load({**okr_toml(""), **given, "LOOKERSDK_BASE_URL": "https://looker.example.com"})
    assert settings.secrets.api_token is not None
    assert settings.secrets.api_token.get_secret_value() == SECRET
    assert settings.secrets.looker_base_url == "https://looker.example.com"
    for shown in (repr(settings), str(settings), f"{settings.secrets}", settings.model_dump_json()):
        assert SECRET not in shown


def test_an_error_beside_a_secret_does_not_tell_it(okr_toml: Write):
    environment = {**okr_toml(""), "OKR_API_TOKEN": SECRET, "LOOKERSDK_TIMEOUT": SECRET}
    with pytest.raises(SettingsError) as refused:
        config.load(environment)
    assert SECRET not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_store_that_is_a_url_is_refused_in_words():
    with pytest.raises(SettingsError, match=r"is a URL\. This release keeps its store in a DuckDB file: name a path"):
        config.load({"OKR_STORE": "postgres://host/okr"})


# The planning calendars

STEP = '[[planning.quarterly]]\nstep = "offsite"\nweek = 9\ntitle = "Meet for a day"\nwho = "VPs"\n'


def test_an_org_writes_its_own_steps_and_the_other_calendar_stays(okr_toml: Write):
    settings = config.load(okr_toml(STEP + STEP.replace("offsite", "kick-off").replace("9", "1")))
    assert [(each.step, each.week) for each in settings.planning.quarterly] == [("offsite", 9), ("kick-off", 1)]
    assert settings.planning.calendars.annual == steps.ANNUAL


def test_an_org_without_planning_steps_has_none(okr_toml: Write):
    settings = config.load(okr_toml("[planning]\nquarterly = []\nannual = []"))
    assert settings.planning.calendars == steps.Calendars((), ())


def test_steps_from_the_environment_are_json(okr_toml: Write):
    given = '[{"step": "offsite", "week": 9, "title": "Meet for a day", "who": "VPs", "quarters": [2, 4]}]'
    settings = config.load({**okr_toml(""), "OKR_PLANNING__ANNUAL": given})
    assert settings.planning.annual == (steps.Step("offsite", 9, "Meet for a day", "VPs", quarters=(2, 4)),)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (STEP.replace("9", "0"), r"“offsite” is in week 0\. A quarter's weeks are 1 to 14"),
        (STEP.replace("9", "15"), r"“offsite” is in week 15\. A quarter's weeks are 1 to 14"),
        (STEP + STEP, r"\[planning\] cannot be used: Two planning steps are called “offsite”\. Give each a name"),
        (STEP.replace("offsite", "year-final"), r"Two planning steps are called “year-final”"),
        (STEP.replace("offsite", "The offsite"), r"“The offsite” is no name of a step\. Use small letters"),
        (STEP.replace("VPs", " "), r"“offsite” needs a title and who takes it"),
        (STEP + "quarters = [5]", r"“offsite” falls in no quarter"),
        (STEP + 'page = "https://elsewhere.example"', r"leads to “https://elsewhere\.example”, no page of this app"),
        (STEP + "wek = 3", r"\[planning\] quarterly\.1\.wek is not known"),
        (STEP.replace("week = 9", 'week = "nine"'), r"\[planning\] quarterly\.1\.week cannot be used: .*'nine'"),
    ],
)
def test_a_step_that_cannot_be_laid_out_is_refused_in_a_sentence(okr_toml: Write, text: str, sentence: str):
    with pytest.raises(SettingsError, match=sentence):
        config.load(okr_toml(text))
