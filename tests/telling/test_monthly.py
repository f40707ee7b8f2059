"""The monthly update of the sample's department: composed, edited, masked, sent once to a real mail server, found."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from data.cli import main
from data.config import Mail, Org, Settings
from data.errors import UsageError
from data.exports.mails import monthly_words
from data.rules.meeting import Closing
from data.rules.monthly import MonthlyUpdate
from data.rules.okr import Reading, Update
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store
from data.telling import monthly, monthly_sends, overtaken
from data.telling.mailing import NotSent
from data.telling.monthly import NotTheirs
from data.telling.sends import NotConnected, SentBefore
from tests.mail_server import Inbox, serving

GOLDEN = Path(__file__).parents[1] / "golden" / "monthly.md"
JANUARY, WEEK = date(2022, 1, 1), date(2021, 12, 27)
INES, MARTA, NOOR = (f"{name}@loomline.example" for name in ("ines.halloran", "marta.kowalczyk", "noor.siddiqi"))
TO = ("everybody@loomline.example", "board@loomline.example")


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with serving() as held:
        yield held


@pytest.fixture
def mailing_settings(inbox: Inbox) -> Settings:
    section = Mail(host="127.0.0.1", port=inbox.port, security="none", sender="okrs@loomline.example", to=TO)
    return Settings(mail=section, org=Org(address="https://okr.loomline.example"))


def named(*names: str) -> Settings:
    return Settings(org=Org(confidential_names=names))


def received(inbox: Inbox) -> EmailMessage:
    ((to, mail),) = inbox.mails
    assert to == list(TO)
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return found.get_content()


# Composed


def test_the_draft_of_the_sample_is_the_one_that_was_read(sample: Store, settings: Settings):
    """After a change that is meant, write it anew with WRITE_GOLDEN=1 and read the difference."""
    written = monthly.draft(sample, settings).text
    if os.environ.get("WRITE_GOLDEN"):
        GOLDEN.write_text(written, encoding="utf-8")
    assert written == GOLDEN.read_text(encoding="utf-8")


def test_it_begins_with_prose_of_two_to_four_sentences(sample: Store, settings: Settings):
    for team in (None, *monthly.teams(sample, settings, JANUARY)):
        first = monthly.draft(sample, settings, team=team).text.split("\n\n")[0]
        assert not first.startswith(("#", "-", "!"))
        assert 2 <= len(re.findall(r"[.!?](?= [A-Z]|$)", re.sub(r"“[^”]*”", "", first))) <= 4


def test_its_subject_has_the_team_and_the_date(sample: Store, settings: Settings):
    assert monthly.draft(sample, settings).subject == "Product and engineering: monthly update, 1 January 2022"
    assert monthly.draft(sample, settings, team="Growth").subject == "Growth: monthly update, 1 January 2022"


def test_a_teams_update_tells_of_its_own_key_results_only(sample: Store, settings: Settings):
    text = monthly.draft(sample, settings, team="Platform").text
    assert "p95-latency" in text
    assert "self-serve-installs" not in text


def test_a_team_that_is_none_is_told_with_those_that_are(sample: Store, settings: Settings):
    with pytest.raises(UsageError, match=r"no team “Sales”\. There are: CI Insights, Growth, Platform, Search"):
        monthly.draft(sample, settings, team="Sales")
    with pytest.raises(UsageError, match="no team “Sales”"):
        monthly.save(sample, settings, JANUARY, "Sales", "Subject", "Text")


def test_an_empty_store_says_that_there_is_nothing_to_tell(store: Store, settings: Settings):
    assert monthly.draft(store, settings).text == "There are no key results in FY22 Q4 yet.\n"
    assert monthly.draft(store, settings).page.images == ()


def test_it_is_the_same_whenever_it_is_asked_for_as_it_was_then(sample: Store, settings: Settings):
    then = monthly.draft(sample, settings, as_of=datetime(2021, 12, 30, 12, tzinfo=UTC))
    assert then.month == JANUARY
    assert then.period.last == date(2021, 12, 20)  # the week of 27 December is not due yet


# Its KPIs


def test_its_kpis_are_drawn_and_told_in_words(sample: Store, settings: Settings):
    """Value, change and good direction, beside the picture and in the plain text."""
    draft = monthly.draft(sample, settings, team="Growth")
    assert "![New sign-ups per day](chart:kpi/signups)" in draft.text
    assert "[New sign-ups per day]\n52 sign-ups · ▼ down 3 since 5 December, no more than usual\n" in draft.page.text
    assert "more is better" in draft.page.text
    alts = re.findall(r'<img [^>]*alt="([^"]*)"', draft.page.html)
    assert len(alts) == len(draft.page.images) == draft.text.count("](chart:")
    assert any("52 sign-ups · ▼ down 3 since 5 December" in alt for alt in alts)


def test_a_kpi_whose_key_result_is_drawn_is_not_drawn_twice(sample: Store, settings: Settings):
    text = monthly.draft(sample, settings).text
    assert "chart:kr/self-serve-installs" in text
    assert "chart:kpi/self-serve-installs" not in text
    assert len(re.findall("chart:kpi/", text)) <= 4


def test_a_kpi_of_another_team_is_not_drawn_whoever_wrote_its_name(sample: Store, settings: Settings):
    monthly.save(sample, settings, JANUARY, "Platform", "Subject", "![Trials](chart:kpi/trial-conversion)")
    draft = monthly.draft(sample, settings, team="Platform")
    assert (draft.page.images, draft.unknown) == ((), ("chart:kpi/trial-conversion",))


def test_gmail_shows_all_of_it(sample: Store, settings: Settings):
    """It hides what comes after 102 kB."""
    for team in (None, *monthly.teams(sample, settings, JANUARY)):
        page = monthly.draft(sample, settings, team=team).page
        assert len(page.html.encode()) < 100_000
        assert sum(len(image.content) for image in page.images) < 60_000


# Masked


def test_the_numbers_of_a_confidential_key_result_are_not_told_but_inside(sample: Store, settings: Settings):
    outside = monthly.draft(sample, settings, team="Growth")
    inside = monthly.draft(sample, settings, team="Growth", internal=True)
    assert "$486k" not in outside.page.html + outside.page.text
    assert "$486k" in inside.page.text
    assert "for the leadership only" in inside.page.text


def test_the_chart_of_a_confidential_key_result_is_not_drawn_whoever_wrote_its_name(sample: Store, settings: Settings):
    monthly.save(sample, settings, JANUARY, None, "Subject", "![ARR](chart:kr/self-serve-arr)")
    assert monthly.draft(sample, settings).page.images == ()
    assert len(monthly.draft(sample, settings, internal=True).page.images) == 1


def test_a_confidential_name_is_told_nowhere_whoever_wrote_it(sample: Store):
    settings = named("Harrowgate Freight", "Harrowgate")
    assert "Harrowgate" in monthly.draft(sample, Settings()).text
    assert "Harrowgate" not in monthly.draft(sample, settings).text
    monthly.save(sample, settings, JANUARY, None, "Won: HARROWGATE", "They signed: Harrowgate.")
    page = monthly.draft(sample, settings).page
    assert "arrowgate" not in (page.html + page.text).lower()
    assert "[name]" in page.text
    assert "Harrowgate" in monthly.draft(sample, settings, internal=True).page.text


# Edited


def test_what_was_edited_is_shown_from_then_on_and_nothing_before_is_lost(sample: Store, settings: Settings):
    monthly.save(sample, settings, JANUARY, None, "First", "One", by=INES)
    monthly.save(sample, settings, JANUARY, None, "Second", "Two **bold**", by=MARTA)
    draft = monthly.draft(sample, settings)
    assert (draft.subject, draft.text) == ("Second", "Two **bold**\n")
    assert "<strong" in draft.page.html
    assert [each.subject for each in journal.MONTHLY.all(sample, sample.now())][-2:] == ["First", "Second"]
    assert monthly.draft(sample, settings, team="Growth").stored is None


def test_who_saves_over_a_version_they_have_not_seen_is_told(sample: Store, settings: Settings):
    first = monthly.save(sample, settings, JANUARY, None, "First", "One", by=INES)
    assert first.newer is None
    blind = monthly.save(sample, settings, JANUARY, None, "Second", "Two", seen_at=None, by=MARTA)
    assert blind.newer is not None
    assert blind.newer.by == INES
    seen = blind.update.recorded_at
    assert monthly.save(sample, settings, JANUARY, None, "Third", "Three", seen_at=seen).newer is None


def test_starting_over_gives_it_back_to_the_facts_which_it_follows_from_then_on(sample: Store, settings: Settings):
    monthly.save(sample, settings, JANUARY, None, "Subject", "Text", by=INES)
    monthly.start_over(sample, settings, JANUARY, by=MARTA)
    assert monthly.draft(sample, settings).text.startswith("In the 4 weeks to 2 January")
    read(sample, 55.0)
    draft = monthly.draft(sample, settings)
    assert not draft.is_edited
    assert "from 26 to 55 installs" in draft.text


def read(store: Store, installs: float) -> None:
    """A sync that restates the last week's installs, which a key result reads."""
    with store.writing() as writer:
        seen = Reading("self-serve-installs", date(2022, 1, 2), installs, captured_at=writer.moment)
        written = Update("self-serve-installs", WEEK, installs, 50.0, recorded_at=writer.moment, author=NOOR)
        journal.record(writer, [seen])
        journal.record(writer, [written])
        journal.record(writer, [Closing(WEEK, closed=False, by=INES, reason="restated", recorded_at=writer.moment)])


def test_an_edited_one_keeps_its_words_through_a_sync_and_says_which_of_them_the_facts_have_overtaken(
    sample: Store, settings: Settings
):
    composed = monthly.draft(sample, settings)
    edited = composed.text.replace("## Wins", "By hand.\n\n## Wins")
    monthly.save(sample, settings, JANUARY, None, composed.subject, edited, by=INES)
    draft = monthly.draft(sample, settings)
    assert overtaken.changes(sample, settings, draft, sample.now()) is None
    sample.clock = Clock(datetime(2022, 1, 18, 9, tzinfo=UTC))
    read(sample, 55.0)
    monthly.save(sample, settings, JANUARY, None, composed.subject, edited + "More.", by=MARTA)
    draft = monthly.draft(sample, settings)
    assert "By hand." in draft.text and "from 26 to 41 installs" in draft.text
    found = overtaken.changes(sample, settings, draft, sample.now())
    assert found is not None
    assert found.since.replace(second=0, microsecond=0) == datetime(2022, 1, 17, 15, 30, tzinfo=UTC)
    first = found.overtaken[0]
    assert "from 26 to 41 installs" in first.said
    assert "from 26 to 55 installs" in first.now
    assert not any("By hand" in each.said for each in found.overtaken)


def test_nothing_is_held_against_one_that_nobody_edited_or_that_went(
    sample: Store, mailing_settings: Settings, inbox: Inbox
):
    draft = monthly.draft(sample, mailing_settings)
    assert overtaken.changes(sample, mailing_settings, draft, sample.now()) is None
    monthly_sends.send(sample, mailing_settings)
    read(sample, 55.0)
    draft = monthly.draft(sample, mailing_settings)
    assert "from 26 to 41 installs" in draft.text
    assert overtaken.changes(sample, mailing_settings, draft, sample.now()) is None


def test_who_may_only_read_writes_nothing_and_gives_nothing_back(sample: Store, settings: Settings):
    viewer = next(each.email for each in journal.people(sample, sample.now()).values() if each.role == "viewer")
    for act in (
        lambda: monthly.save(sample, settings, JANUARY, None, "Subject", "Text", by=viewer),
        lambda: monthly.start_over(sample, settings, JANUARY, by=viewer),
    ):
        with pytest.raises(NotTheirs, match="may read the monthly update"):
            act()


@pytest.mark.parametrize(("subject", "text"), [("", "Text"), ("Subject", " \n ")])
def test_an_update_that_says_nothing_is_not_kept(sample: Store, settings: Settings, subject: str, text: str):
    with pytest.raises(UsageError, match="needs a subject and a text"):
        monthly.save(sample, settings, JANUARY, None, subject, text)


# Sent


def test_it_is_sent_as_it_was_shown_and_kept_as_it_was_sent(sample: Store, mailing_settings: Settings, inbox: Inbox):
    draft = monthly.draft(sample, mailing_settings)
    sent = monthly_sends.send(sample, mailing_settings, by=INES)
    mail = received(inbox)
    assert mail["Subject"] == draft.subject
    assert part(mail, "plain").splitlines() == draft.page.text.splitlines()
    assert part(mail, "html").splitlines() == draft.page.html.splitlines()
    assert "https://okr.loomline.example/kr?kr=symbol-languages" in part(mail, "html")
    images = [each.get_content() for each in mail.walk() if each.get_content_type() == "image/png"]
    assert images == [image.content for image in draft.page.images]
    assert len(images) >= 2
    kept = journal.newest_send(sample, "mail", WEEK, sample.now())
    assert sent.send == kept
    assert kept is not None
    assert (kept.to, kept.by, kept.about) == (", ".join(TO), INES, None)
    past, *_ = monthly.past(sample)
    assert (past.month, past.text, past.to, past.state) == (JANUARY, draft.text, ", ".join(TO), "sent")


def test_it_is_sent_once_for_each_month_and_team(sample: Store, mailing_settings: Settings, inbox: Inbox):
    monthly_sends.send(sample, mailing_settings)
    monthly_sends.send(sample, mailing_settings, team="Growth")
    with pytest.raises(SentBefore, match=r"update of 1 January 2022 of Growth was sent on 17 January, 15:30 UTC"):
        monthly_sends.send(sample, mailing_settings, team="Growth")
    assert len(inbox.mails) == 2
    monthly_sends.send(sample, mailing_settings, again=True)
    assert len(inbox.mails) == 3
    assert len({mail["Message-ID"] for _, mail in inbox.mails}) == 3


def test_a_dry_run_sends_nothing_and_needs_no_server(sample: Store, settings: Settings):
    assert monthly_sends.send(sample, settings, dry_run=True).send is None
    assert of_january(sample) == []


def test_without_a_server_it_says_which_settings_are_empty(sample: Store, settings: Settings):
    with pytest.raises(NotConnected, match=r"\[mail\] host, sender, to are empty"):
        monthly_sends.send(sample, settings)


def test_what_could_not_be_sent_is_not_kept_as_sent(sample: Store, mailing_settings: Settings, inbox: Inbox):
    inbox.answers = ["554 5.7.1 No"]
    with pytest.raises(NotSent):
        monthly_sends.send(sample, mailing_settings)
    assert of_january(sample) == []
    monthly_sends.send(sample, mailing_settings)
    assert len(inbox.mails) == 1


def test_who_was_refused_is_named_and_the_others_are_not_sent_it_again(
    sample: Store, mailing_settings: Settings, inbox: Inbox
):
    inbox.refusals = {TO[1]: ["550 5.1.1 No such user"]}
    sent = monthly_sends.send(sample, mailing_settings)
    assert sent.refused == {TO[1]: "5.1.1 No such user"}
    assert inbox.addresses == [TO[0]]
    with pytest.raises(SentBefore, match=f"--again` sends it to {TO[1]}."):
        monthly_sends.send(sample, mailing_settings)
    monthly_sends.send(sample, mailing_settings, again=True)
    assert inbox.addresses == list(TO)
    assert of_january(sample)[0].to == ", ".join(TO)
    monthly_sends.send(sample, mailing_settings, again=True)
    assert inbox.addresses == [*TO, *TO]


def test_vps_send_the_departments_and_directors_their_teams(sample: Store, mailing_settings: Settings, inbox: Inbox):
    with pytest.raises(NotTheirs, match="VPs send the department's update; Marta Kowalczyk may write it"):
        monthly_sends.send(sample, mailing_settings, by=MARTA)
    with pytest.raises(NotTheirs, match="Directors and VPs send a team's update; Noor Siddiqi may write it"):
        monthly_sends.send(sample, mailing_settings, team="Growth", by=NOOR)
    assert inbox.mails == []
    monthly_sends.send(sample, mailing_settings, team="Platform", by=MARTA)
    assert len(inbox.mails) == 1


def test_a_confidential_name_does_not_leave_in_the_subject_either(
    sample: Store, mailing_settings: Settings, inbox: Inbox
):
    org = mailing_settings.org.model_copy(update={"confidential_names": ("Harrowgate",)})
    settings = mailing_settings.model_copy(update={"org": org})
    monthly.save(sample, settings, JANUARY, None, "Harrowgate signed", "Text")
    monthly_sends.send(sample, settings)
    assert received(inbox)["Subject"] == "[name] signed"


def test_as_a_file_it_is_a_mail_to_be_sent_from_a_mail_program(sample: Store, settings: Settings, inbox: Inbox):
    draft = monthly.draft(sample, settings)
    mail = message_from_bytes(monthly_sends.as_file(settings, draft), policy=default)
    assert (mail["Subject"], mail["X-Unsent"], mail["From"], mail["To"]) == (draft.subject, "1", None, None)
    assert part(mail, "html").splitlines() == draft.page.html.splitlines()
    images = {each["Content-ID"]: each.get_content() for each in mail.walk() if each.get_content_type() == "image/png"}
    assert images == {f"<{image.cid}>": image.content for image in draft.page.images}


def test_a_month_with_nothing_to_tell_is_not_sent_until_somebody_writes_it(
    sample: Store, mailing_settings: Settings, inbox: Inbox
):
    early = date(2021, 2, 1)
    assert monthly.draft(sample, mailing_settings, early).is_empty
    with pytest.raises(UsageError, match="nothing to tell yet"):
        monthly_sends.send(sample, mailing_settings, early)
    monthly.save(sample, mailing_settings, early, None, "Hello", "We begin.")
    monthly_sends.send(sample, mailing_settings, early)
    assert len(inbox.mails) == 1


# Found, and due


def of_january(store: Store, query: str = "") -> list[MonthlyUpdate]:
    return [each for each in monthly.past(store, query) if each.month == JANUARY]


def test_past_ones_are_found_by_any_of_their_words(sample: Store, mailing_settings: Settings):
    monthly.save(sample, mailing_settings, JANUARY, None, "January", "The wizard is gone.")
    monthly_sends.send(sample, mailing_settings)
    monthly.save(sample, mailing_settings, JANUARY, "Growth", "Growth in January", "Trials convert.")
    monthly_sends.send(sample, mailing_settings, team="Growth")
    found = {
        query: [each.team for each in of_january(sample, query)] for query in ("", "WIZARD", "january growth", "xx")
    }
    assert found == {"": [None, "Growth"], "WIZARD": [None], "january growth": ["Growth"], "xx": []}


def test_the_next_one_begins_where_this_one_ended(sample: Store, settings: Settings):
    """January's went out on the Thursday of its week, before that week's own updates were due."""
    early = MonthlyUpdate(JANUARY, "January", "…", state="sent", recorded_at=datetime(2021, 12, 30, 12, tzinfo=UTC))
    with sample.writing() as writer:
        journal.record(writer, [early])
    sample.clock = Clock(datetime(2022, 2, 5, 12, tzinfo=UTC))
    period = monthly.draft(sample, settings).period
    assert (period.month, period.weeks[0], period.last) == (date(2022, 2, 1), WEEK, date(2022, 1, 31))


def test_an_org_that_never_sent_one_is_told_in_its_week_only(store: Store, settings: Settings):
    found = monthly.due(store, settings, datetime(2022, 1, 2, 23, 59, tzinfo=UTC))
    assert found and not found.is_overdue
    assert monthly.due(store, settings, datetime(2022, 1, 3, tzinfo=UTC)) is None


def test_it_is_due_in_its_week_and_overdue_after_it_until_it_went(sample: Store, mailing_settings: Settings):
    def due(text: str) -> tuple[date, bool] | None:
        found = monthly.due(sample, mailing_settings, datetime.fromisoformat(text).replace(tzinfo=UTC))
        return (found.month, found.is_overdue) if found else None

    assert due("2021-12-27 00:00") == (JANUARY, False)
    assert due("2022-01-02 23:59") == (JANUARY, False)
    assert due("2022-01-03 00:00") == (JANUARY, True)
    sample.clock = Clock(datetime(2022, 1, 20, tzinfo=UTC))
    monthly_sends.send(sample, mailing_settings)
    assert due("2022-01-21 00:00") is None
    assert due("2022-01-31 00:00") == (date(2022, 2, 1), False)
    assert due("2022-02-07 00:00") == (date(2022, 2, 1), True)
    assert due("2022-02-28 00:00") == (date(2022, 3, 1), False)
    monthly_sends.send(sample, mailing_settings, date(2022, 2, 1), team="Growth")
    assert due("2022-02-07 00:00") == (date(2022, 2, 1), True)  # a team's own does not stand for it


# Words


@pytest.mark.parametrize(
    ("prose", "gist"),
    [
        ("* Hana: labels\n* Hana: training run", "Hana: labels. Hana: training run."),
        ("One. " * 80, ("One. " * 48).strip()),
        ("word " * 100, ("word " * 48).strip() + " …"),
        ("![pixel](https://elsewhere.example/x.png) Done!", "[pixel](https://elsewhere.example/x.png) Done!"),
        ("## Big\n\nnews", "Big. news."),
    ],
)
def test_a_gist_is_the_first_sentences_on_one_line(prose: str, gist: str):
    assert monthly_words.gist(prose) == gist


@pytest.mark.parametrize(
    ("prose", "quoted"),
    [
        ("**TypeScript is out** since this afternoon. Half is done now. Be nice.", "… Half is done now. Be nice."),
        ("Half is done now. Kofi takes over from Monday. Be nice.", "Half is done now."),
        ("657 → 606 ms. All 24 shards cached.", "… All 24 shards cached."),
        ("11.2%.", ""),
        ("It shipped yesterday.", ""),
    ],
)
def test_a_quotation_says_nothing_that_was_true_on_its_day_only_and_no_mere_number(prose: str, quoted: str):
    assert monthly_words.saying(prose) == quoted


def test_of_next_steps_those_that_name_who_does_them_are_told():
    assert monthly_words.plan("The target moved. Sam: digest. Hana: call on Monday.") == "Sam: digest."
    assert monthly_words.plan("Daniel decides.") == "Daniel decides."


# The command line


def run(*words: str, store: Path, **environment: str) -> Result:
    return CliRunner().invoke(main, [*words, "--store", str(store)], env=environment, catch_exceptions=False)


def test_okr_export_mail_writes_one_file_that_needs_no_other(sample_path: Path, tmp_path: Path):
    page = tmp_path / "out" / "mail.html"
    done = run("export", "mail", "--month", "2022-01", "--team", "Growth", "-o", str(page), store=sample_path)
    assert (done.exit_code, done.output) == (0, f"Wrote {page}\n")
    html = page.read_text(encoding="utf-8")
    assert "Growth: monthly update, 1 January 2022" in html
    assert "cid:" not in html
    assert "$486k" not in html
    run("export", "mail", "--team", "Growth", "--internal", "-o", str(page), store=sample_path)
    assert "$486k" in page.read_text(encoding="utf-8")


def test_okr_export_mail_writes_a_mail_for_a_mail_program_too(sample_path: Path, tmp_path: Path):
    path = tmp_path / "mail.eml"
    assert run("export", "mail", "-o", str(path), store=sample_path).exit_code == 0
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert mail["Subject"] == "Product and engineering: monthly update, 1 January 2022"
    refused = run("export", "mail", "-o", str(tmp_path / "mail.pdf"), store=sample_path)
    assert (refused.exit_code, "A mail is written as .html or .eml" in refused.output) == (2, True)


def test_okr_send_mail_says_who_gets_what_before_it_goes_and_sends_it_once(sample_path: Path, inbox: Inbox):
    server = {
        "OKR_MAIL__HOST": "127.0.0.1",
        "OKR_MAIL__PORT": str(inbox.port),
        "OKR_MAIL__SECURITY": "none",
        "OKR_MAIL__SENDER": "okrs@loomline.example",
        "OKR_MAIL__TO": json.dumps(TO),
    }
    dry = run("send", "mail", "--dry-run", store=sample_path, **server)
    assert dry.output.startswith(
        "Subject: Product and engineering: monthly update, 1 January 2022\n"
        "From: okrs@loomline.example\nTo: everybody@loomline.example, board@loomline.example\n"
    )
    assert dry.output.endswith("Nothing was sent.\n")
    assert inbox.mails == []
    first = run("send", "mail", store=sample_path, **server)
    assert (first.exit_code, first.output) == (0, f"Sent the monthly update of 1 January 2022 to {', '.join(TO)}.\n")
    assert run("send", "mail", store=sample_path, **server).exit_code == 1
    inbox.refusals = {TO[1]: ["550 No such user"]}
    again = run("send", "mail", "--again", "--json", store=sample_path, **server)
    document = json.loads(again.output)
    assert again.exit_code == 3
    assert (document["refused"], document["month"]) == ({TO[1]: "No such user"}, "2022-01")


@pytest.mark.parametrize(
    "words", [("--month", "January"), ("--month", "2022-03"), ("--team", "Sales"), ("--week", "2022-01-10")]
)
def test_a_month_or_a_team_that_is_none_is_wrong_usage(sample_path: Path, words: tuple[str, str]):
    assert run("send", "mail", "--dry-run", *words, store=sample_path).exit_code == 2
