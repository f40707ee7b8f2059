"""A whole quarter as the people live it, through the actions and in simulated time: drafted in week 8 of the quarter
before, approved in week 10, run week by week, changed on the way, graded, looked back on, told to the company, carried
over, kicked off.

It is driven in four real quarters, of fiscal years that begin in February and in January, with 13 weeks and with 14.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data import exporting, imports, people
from data.errors import UsageError
from data.monday import frozen, meeting, weekly
from data.monday.meeting import WeekIsOpen
from data.quarter import (
    approving,
    carrying,
    drafting,
    drafts,
    finals,
    grades,
    planning,
    retro,
    rewording,
    roundtable,
    scorecards,
)
from data.quarter.finals import ScorecardIsNotFinal
from data.quarter.grades import NotTheirs, ScorecardIsFinal
from data.quarter.publishing import NothingPublished
from data.quarter.rewording import Grounds
from data.quarter.roundtable import NoVotesLeft
from data.quarter.writing import DraftRefused
from data.rules import board, results
from data.rules.drafting import Written
from data.rules.okr import Update
from data.rules.quarterly import RetroNote
from data.rules.scorecard import KeyResultScore, Scorecard
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store, open_store
from data.telling import sends
from tests import decks
from tests.a_quarter import (
    ANA,
    BEN,
    CLEO,
    DAYS,
    GROWTH,
    PEOPLE,
    QUIET_NIGHTS,
    RELIABILITY,
    VERA,
    VIC,
    Acme,
    done_by,
    key_results,
    latency_at,
    objectives,
    update,
)

Closed = dict[date, str]  # the board of every closed week as it was kept, by its Monday


IN_EVERY_RUN = ("February, 13 weeks, both ends shared", "January, 14 weeks, both ends shared")
CALENDARS = [
    pytest.param(days, id=name, marks=() if name in IN_EVERY_RUN else pytest.mark.faults) for name, days in DAYS.items()
]


@pytest.fixture(params=CALENDARS)
def acme(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Acme]:
    """An org with people and one KPI, on the Monday on which it begins to write the quarter's OKRs."""
    days = request.param
    begins = datetime.combine(days.first_drafts, datetime.min.time(), UTC)
    with closing(open_store(tmp_path / "acme.duckdb", Clock(begins))) as store:
        for person in PEOPLE:
            people.save(store, person, VERA, is_new=True)
        found = Acme(store, days)
        _import(found, "kpis", "kpi,name,unit,good_direction\np95,Search p95,ms,down")
        yield found


def test_a_quarter_from_its_first_draft_to_the_next_kick_off(acme: Acme, tmp_path: Path):
    days, closed = acme.days, Closed()
    write_the_first_drafts(acme)
    comment_and_mend(acme)
    approve_and_publish(acme)
    tell_the_okrs(acme, latency="from 900 to 400 ms")

    begin(acme)
    first, last = days.reviewed
    for number in range(first, 6):
        run_the_week(acme, number, closed)
    move_a_goalpost(acme, 6, closed)
    tell_the_okrs(acme, latency="from 900 to 500 ms")
    run_the_week(acme, 6, closed)
    replace_a_key_result(acme, 7)
    run_the_week(acme, 7, closed)
    drop_a_key_result(acme, 8)
    for number in range(8, 12):
        run_the_week(acme, number, closed)

    draft_the_scorecard(acme)
    run_the_week(acme, 12, closed)
    look_back_with_the_directors(acme)
    look_back_with_the_cto(acme)
    run_the_week(acme, 13, closed)
    final = make_the_scorecard_final(acme)

    tell_the_company(acme, final)
    carry_over(acme)
    kick_off(acme, final)
    for number in range(14, last + 1):
        run_the_week(acme, number, closed)
    nothing_alters_what_is_final(acme, final, closed)
    assert list(closed) == [days.week(number) for number in days.numbers]
    assert weekly.week_under_review(acme.store, acme.settings) == days.last_week
    move_to_another_store(acme, closed, tmp_path / "other.duckdb")


# Planning: weeks 8 to 10 of the quarter before


def write_the_first_drafts(acme: Acme) -> None:
    """Week 8: the director writes both objectives and a key result of every kind; nothing counts yet."""
    store, days = acme.store, acme.days
    assert _steps_of_this_week(acme) == [("first-okrs", days.before, 8, days.quarter)]
    acme.comes_to(days.first_drafts, "Tue", "10:00")
    for objective in objectives(days.quarter):
        drafting.save_objective(store, objective, ANA)
    for written in key_results(days):
        drafting.save_key_result(store, written, ANA)
    found = drafts.state_of(store, acme.settings, days.quarter)
    assert [each.objective.objective for each in found.objectives] == [GROWTH, RELIABILITY]
    assert [each.objective.state for each in found.objectives] == ["draft", "draft"]
    assert [len(each.key_results) for each in found.objectives] == [3, 5]
    assert found.objectives[1].objective.parent == GROWTH
    assert [check for check in found.objectives[1].checks if check.check == "parent"] == []
    assert journal.quarters(store, store.now()) == []
    with pytest.raises(UsageError, match="still a draft"):
        weekly.log(store, acme.settings, update("uptime", days.week(days.reviewed[0]), 0.1))
    _done(acme, "first-okrs", ANA, link="https://docs.example/first")


def comment_and_mend(acme: Acme) -> None:
    """Anybody may comment; what nobody owns cannot be proposed, and then nothing is."""
    store, days = acme.store, acme.days
    drafting.comment(store, "Who does it?", VIC, key_result="security-audit")
    with pytest.raises(DraftRefused) as refused:
        approving.move(store, acme.settings, days.quarter, "proposed", ANA)
    assert [str(problem) for problem in refused.value.problems] == [
        "“Security audit”: Nobody owns it yet: exactly one person answers for a key result."
    ]
    assert {each.objective.state for each in _drafted(acme)} == {"draft"}
    acme.comes_to(days.first_drafts, "Thu", "16:00")
    audit = drafts.state_of(store, acme.settings, days.quarter).key_result("security-audit")
    assert audit and [comment.by for comment in audit.comments] == [VIC]
    kept = drafting.save_key_result(
        store, replace(audit.written, key_result=replace(audit.key_result, owner=ANA)), ANA, seen_at=audit.edited.at
    )
    assert kept.newer is None
    acme.comes_to(days.first_drafts + timedelta(weeks=1), "Wed", "09:00")
    assert _steps_of_this_week(acme) == [("final-draft", days.before, 9, days.quarter)]
    assert len(approving.move(store, acme.settings, days.quarter, "proposed", ANA)) == 2
    _done(acme, "final-draft", ANA)


def approve_and_publish(acme: Acme) -> None:
    """Week 10: the VP approves and publishes, and nobody else can."""
    store, days = acme.store, acme.days
    acme.comes_to(days.approval, "Mon", "18:00")
    with pytest.raises(NothingPublished):
        exporting.handbook(store, acme.settings, days.quarter)
    assert _steps_of_this_week(acme) == [("approval", days.before, 10, days.quarter)]
    with pytest.raises(DraftRefused, match="Ana Flores cannot do this: it is for the VPs, Vera Lund"):
        approving.move(store, acme.settings, days.quarter, "approved", ANA)
    for state in ("approved", "published"):
        approving.move(store, acme.settings, days.quarter, state, VERA)
    _done(acme, "approval", VERA, link="https://handbook.example/okrs")
    assert _states(acme, days.quarter, RELIABILITY) == [
        ("draft", ANA, days.first_drafts + timedelta(days=1)),
        ("proposed", ANA, days.first_drafts + timedelta(days=9)),
        ("approved", VERA, days.approval),
        ("published", VERA, days.approval),
    ]
    with pytest.raises(DraftRefused, match="change it with a reason and who agreed"):
        drafting.save_objective(store, replace(_drafted(acme)[0].objective, title="Another"), ANA)
    planned = planning.of(store, acme.settings, _quarter(acme, days.before))
    assert {each.step for each in planned.steps if each.state == "done"} == {"first-okrs", "final-draft", "approval"}


def tell_the_okrs(acme: Acme, latency: str) -> None:
    """The handbook's page and the announcement have the OKRs as they are worded now, confidential numbers as N1, N2."""
    store, settings, days = acme.store, acme.settings, acme.days
    pages = [exporting.handbook(store, settings, internal=internal) for internal in (False, True)]
    public, whole = (page.content.decode() for page in pages)
    assert [page.left_out for page in pages] == [None, None]
    sent = sends.send(store, settings, "okrs", dry_run=True)
    assert (sent.draft.week, sent.draft.composed.not_yet) == (days.week(days.reviewed[0]), None)
    for told in (public, whole, sent.draft.text):
        assert f"{days.quarter}" in told
        assert all(each.title in told for each in objectives(days.quarter))
        assert all(each.key_result.title in told for each in key_results(days))
        assert latency in told
    assert "from $2M to $3M" in whole
    for told in (public, sent.draft.text):
        assert "from $N1M to $N2M" in told
        assert "$3M" not in told


# The quarter, week by week


def begin(acme: Acme) -> None:
    """Week 1 is the kick-off's; where the quarter before shares it, it is that quarter's last to write and review."""
    store, settings, days = acme.store, acme.settings, acme.days
    acme.comes_to(days.week_1, "Wed", "09:00")
    assert _steps_of_this_week(acme) == [("kick-off", days.quarter, 1, days.quarter)]
    is_shared = days.reviewed[0] == 2
    review = weekly.review(store, settings, days.week_1)
    assert review.quarter == (days.before if is_shared else days.quarter)
    assert len(review.key_results) == (0 if is_shared else 8)
    assert len(weekly.due(store, settings, days.week_1).owed) == (0 if is_shared else 3)
    _done(acme, "kick-off", VERA)


def run_the_week(acme: Acme, number: int, closed: Closed) -> None:
    """Owners write on Friday before the deadline; on Monday the week is reviewed and closed, and stays as it was."""
    store, settings, days = acme.store, acme.settings, acme.days
    week = days.week(number)
    acme.comes_to(week, "Fri", "17:00")
    _import(acme, "readings", f"kpi,date,value\np95,{week + timedelta(days=4)},{latency_at(_gone(acme, number))}")
    counted = [row for row in weekly.review(store, settings, week).key_results if row.status != "cancelled"]
    for row in counted:
        if not _is_forgotten(row.key_result, number):
            assert not log(acme, row.key_result, number).is_late
    with pytest.raises(WeekIsOpen):
        meeting.close_week(store, settings, week, VERA)
    if number == 5:
        write_what_was_forgotten(acme, number)

    met = meeting.of(store, settings, week)
    acme.goes_to(max(met.begins_at, store.now()))
    assert weekly.week_under_review(store, settings) == week
    assert weekly.due(store, settings, week).owed == ()
    review = meeting.of(store, settings).review
    assert (review.quarter, review.week, review.week_of_quarter) == (days.quarter, week, number)
    assert len(review.key_results) == len(counted) + len(_cancelled(review))
    assert sum(review.counts.values()) == len(review.key_results)
    kept = meeting.close_week(store, settings, by=VERA)
    closed[week] = kept.review or ""
    assert _closed_weeks(acme, closed) == closed
    if number == days.reviewed[0]:
        assert met.begins_at == days.first_sync
        assert [cell.week for cell in review.key_results[0].strip] == [week]
    if number == days.reviewed[1]:
        assert (week, met.begins_at) == (days.last_week, days.last_sync)


def write_what_was_forgotten(acme: Acme, number: int) -> None:
    """One update is missing on Monday: it is silent, who owes it is known, and it still comes before the meeting."""
    store, settings, week = acme.store, acme.settings, acme.days.week(number)
    acme.comes_to(week + timedelta(weeks=1), "Mon", "14:00")
    row = next(row for row in weekly.review(store, settings, week).key_results if row.key_result == "recommendation")
    assert row.status == "silent"
    owed = weekly.due(store, settings, week).owed
    assert [(each.owner.email, [kr.key_result for kr in each.key_results]) for each in owed] == [
        (CLEO, ["recommendation"])
    ]
    assert log(acme, "recommendation", number).is_late


def log(acme: Acme, key_result: str, number: int) -> weekly.Logged:
    """What the owner writes, with the milestones that were reached."""
    store, week, gone = acme.store, acme.days.week(number), _gone(acme, number)
    stages = done_by(journal.milestones(store, [key_result], store.now()), gone, store.now().date())
    return weekly.log(store, acme.settings, update(key_result, week, gone), milestones=stages)


# Goalposts that move


def move_a_goalpost(acme: Acme, number: int, closed: Closed) -> None:
    """A target is changed with a reason and who agreed: the log and that week's news tell it, the past does not."""
    store, settings, week = acme.store, acme.settings, acme.days.week(number)
    acme.comes_to(week, "Wed", "11:00")
    latency = drafts.state_of(store, settings, acme.days.quarter).key_result("search-latency")
    assert latency and latency.changes == ()
    easier = replace(latency.written, key_result=replace(latency.key_result, target=500))
    with pytest.raises(DraftRefused) as refused:
        rewording.change(store, easier, Grounds("Two shards cannot move", " "), BEN)
    assert [problem.column for problem in refused.value.problems] == ["agreed_by"]
    rewording.change(store, easier, Grounds("Two shards cannot move", VERA), BEN, seen_at=latency.edited.at)

    found = drafts.state_of(store, settings, acme.days.quarter).key_result("search-latency")
    assert found and [
        (change.field, change.old, change.new, change.reason, change.agreed_by, change.by, change.changed_at.date())
        for change in found.changes
    ] == [("target", "400", "500", "Two shards cannot move", VERA, BEN, week + timedelta(days=2))]
    assert found.written.plans == latency.written.plans
    news = {each: _news(acme, acme.days.week(each)) for each in (number - 1, number)}
    told = "Search latency: target changed from 400 to 500 by Ben Okafor, agreed by Vera Lund — Two shards cannot move"
    assert told in news[number]
    assert told not in news[number - 1]
    assert _closed_weeks(acme, closed) == closed


def replace_a_key_result(acme: Acme, number: int) -> None:
    """One key result makes room for a better one: each names the other, and the new one starts today."""
    store, settings, week = acme.store, acme.settings, acme.days.week(number)
    acme.comes_to(week, "Wed", "11:00")
    grounds = Grounds("Calls miss the pages nobody answers", f"{VERA}")
    old, new = rewording.supersede(store, "night-calls", QUIET_NIGHTS, grounds, ANA)
    assert (old.key_result, old.dropped) == ("night-calls", True)
    assert (new.key_result.key_result, new.key_result.start) == ("quiet-nights", week + timedelta(days=2))
    assert new.key_result.objective == RELIABILITY
    objective = drafts.state_of(store, settings, acme.days.quarter).objective(RELIABILITY)
    assert objective and [kr.key_result.key_result for kr in objective.key_results if not kr.key_result.dropped] == [
        *("search-latency", "uptime", "moved-shards", "security-audit", "quiet-nights")
    ]
    news = "\n".join(_news(acme, week))
    assert "Replaced by “Quiet nights”: Calls miss the pages nobody answers" in news
    assert weekly.standing(store, settings, "quiet-nights", week).previous_status is None


def drop_a_key_result(acme: Acme, number: int) -> None:
    """Another is given up: it is cancelled on the board and owes nothing any more."""
    store, settings, week = acme.store, acme.settings, acme.days.week(number)
    acme.comes_to(week, "Wed", "11:00")
    rewording.drop(store, "customer-churn", Grounds("Billing is moved first", f"{VERA}, {ANA}"), CLEO)
    review = weekly.review(store, settings, week)
    assert _cancelled(review) == {"night-calls", "customer-churn"}
    assert review.counts["cancelled"] == 2
    owing = {kr.key_result for owed in weekly.due(store, settings, week).owed for kr in owed.key_results}
    assert owing == {row.key_result for row in review.key_results} - _cancelled(review)


# The end of the quarter


def draft_the_scorecard(acme: Acme) -> None:
    """Week 12: directors grade, owners do not, and it cannot be final yet."""
    store, settings, days = acme.store, acme.settings, acme.days
    acme.comes_to(days.week_12, "Tue", "09:00")
    assert ("scorecard-draft", days.quarter, 12, days.after) in _steps_of_this_week(acme)
    assert (card := scorecards.of(store, settings)).quarter == days.quarter
    assert card.state == "open"
    with pytest.raises(NotTheirs, match="Ben Okafor cannot give grades"):
        grades.give(store, settings, key_result="new-revenue", score=0.8, by=BEN)
    note = "Three renewals of Saltmere slipped into the next quarter"
    grades.give(store, settings, key_result="new-revenue", score=0.8, note=note, by=ANA)
    grades.give(store, settings, key_result="moved-shards", grade="partly", note="Half of them moved", by=ANA)
    card = scorecards.of(store, settings)
    assert card.state == "draft"
    assert {row.key_result: (row.score, row.grade) for row in card.key_results if row.given} == {
        "new-revenue": (0.8, "partly"),
        "moved-shards": (0.75, "partly"),
    }
    with pytest.raises(ScorecardIsNotFinal, match="in its week 12"):
        finals.finalise(store, settings, by=VERA, accept_suggestions=True)
    _done(acme, "scorecard-draft", ANA)


def look_back_with_the_directors(acme: Acme) -> None:
    """Week 13: owners have written their notes; cards are put together and voted on; what is taken on is on the list of
    the next Monday.
    """
    store, settings, days = acme.store, acme.settings, acme.days
    acme.comes_to(days.week_13, "Wed", "10:00")
    assert {("retro-directors", days.quarter, 13, days.after), ("retro-cto", days.quarter, 13, days.after)} <= {
        *_steps_of_this_week(acme)
    }
    retro.note(store, RetroNote("search-latency", "Faster, not fast", "One shard at a time", by=BEN))
    retro.note(store, RetroNote("new-revenue", did_not="We asked in December", could_have="Ask in week 1", by=CLEO))
    acme.comes_to(days.week_13, "Thu", "16:00")
    late = roundtable.add_card(store, days.quarter, "struggles", "Dates come late", by=ANA)
    none = roundtable.add_card(store, days.quarter, "learnings", "No dates at all", by=BEN, anonymous=True, about="me")
    kind = roundtable.add_card(store, days.quarter, "wins", "We were kind", by=CLEO)
    roundtable.group(store, [late, none], "Dates")
    roundtable.vote(store, settings, none, ANA, 2)
    roundtable.vote(store, settings, kind, ANA, 1)
    roundtable.vote(store, settings, late, BEN, 3)
    with pytest.raises(NoVotesLeft, match="Everybody has 3 votes"):
        roundtable.vote(store, settings, kind, BEN, 1)
    found = retro.of(store, settings, days.quarter)
    assert [(topic.title, topic.votes) for topic in found.table.by_votes] == [("Dates", 5), ("We were kind", 1)]
    assert [card.by for card in found.table.cards] == [ANA, None, CLEO]
    assert set(found.notes) == {"search-latency", "new-revenue"}
    promised = retro.promise(
        store, settings, 1, "Plan the next move", owner=BEN, due=days.ended, topic="Dates", by=VERA
    )
    retro.decide(store, settings, 1, "Every key result has a date", topic="Dates", by=VERA)
    roundtable.mark_discussed(store, found.table.by_votes[0])
    assert promised.action in {each.action for each in meeting.minutes_of(store, days.week_13, store.now()).actions}
    after = retro.of(store, settings, days.quarter)
    assert [each.text for each in after.decisions] == ["Retro 1 on “Dates”: Every key result has a date"]
    assert [topic.is_discussed for topic in after.table.by_votes] == [True, False]
    _done(acme, "retro-directors", VERA)


def look_back_with_the_cto(acme: Acme) -> None:
    """The second one has cards, votes and actions of its own."""
    store, settings, days = acme.store, acme.settings, acme.days
    acme.comes_to(days.week_13, "Thu", "18:00")
    roundtable.add_card(store, days.quarter, "promises", "We said no to nothing", by=VERA, which=2)
    retro.promise(store, settings, 2, "Say no twice", owner=VERA, by=VERA)
    first, second = (retro.of(store, settings, days.quarter, which) for which in (1, 2))
    assert [len(each.table.cards) for each in (first, second)] == [3, 1]
    assert [[action.owner for action in each.actions] for each in (first, second)] == [[BEN], [VERA]]
    assert first.outcomes == second.outcomes
    _done(acme, "retro-cto", VERA)


def make_the_scorecard_final(acme: Acme) -> Scorecard:
    """Two days after the quarter's end: the last value is still taken, then the VP makes it final."""
    store, settings, days = acme.store, acme.settings, acme.days
    _on(acme, days.ended, 2, 17)
    before = _row(scorecards.of(store, settings), "search-latency")
    assert (before.last.suggested.grade, before.given) == ("partly", None)
    logged = grades.log_final(store, settings, "search-latency", value=520, by=BEN)
    assert logged.update.week == days.last_week
    row = _row(scorecards.of(store, settings), "search-latency")
    assert (row.value, row.first.progress, row.last.progress) == (520, pytest.approx(0.76), pytest.approx(0.95))
    assert (row.first.suggested.grade, row.last.suggested.grade) == ("partly", "achieved")
    assert [(each.old, each.new, each.agreed_by) for each in row.changes] == [("400", "500", VERA)]
    with pytest.raises(NotTheirs, match="Ana Flores cannot make the scorecard final"):
        finals.finalise(store, settings, by=ANA, accept_suggestions=True)
    with pytest.raises(ScorecardIsNotFinal, match="grades are missing"):
        finals.finalise(store, settings, by=VERA)
    final = finals.finalise(store, settings, by=VERA, accept_suggestions=True)
    assert (final.quarter, final.state, final.final_by) == (days.quarter, "final", VERA)
    assert final.final_at and final.final_at.date() == days.ended + timedelta(days=2)
    assert {row.key_result: row.result for row in final.key_results} == {
        "new-revenue": "partly",
        "customer-churn": "cancelled",
        "recommendation": "achieved",
        "search-latency": "achieved",
        "uptime": "achieved",
        "night-calls": "cancelled",
        "moved-shards": "partly",
        "security-audit": "achieved",
        "quiet-nights": "achieved",
    }
    assert final.tally.counts == {"achieved": 5, "partly": 2, "missed": 0, "ungraded": 0, "cancelled": 2}
    assert final.tally.rewritten == 1
    assert {each.objective: each.grade for each in final.objectives} == {GROWTH: "achieved", RELIABILITY: "achieved"}
    retold = _row(final, "new-revenue").retro
    assert retold and (retold.could_have, retold.by) == ("Ask in week 1", CLEO)
    return final


def nothing_alters_what_is_final(acme: Acme, final: Scorecard, closed: Closed) -> None:
    """An update that comes later is kept, and the scorecard and the closed weeks stay as they were."""
    store, settings, days = acme.store, acme.settings, acme.days
    weekly.log(store, settings, Update("search-latency", days.last_week, value=300, author=BEN))
    with pytest.raises(ScorecardIsFinal, match="A VP can reopen it, with a reason"):
        grades.log_final(store, settings, "search-latency", value=300, by=BEN)
    with pytest.raises(DraftRefused, match=f"The scorecard of {days.quarter} is final"):
        rewording.drop(store, "uptime", Grounds("Too late", VERA), VERA)
    assert frozen.text(scorecards.of(store, settings, days.quarter)) == frozen.text(final)
    assert _closed_weeks(acme, closed) == closed


# What leaves the house


def tell_the_company(acme: Acme, final: Scorecard) -> None:
    """The deck, the Markdown, the workbook and the message say what the scorecard says; the numbers that are
    confidential stay inside.
    """
    told = {name: _texts(acme, name, internal=True) for name in ("pptx", "md", "xlsx")}
    for text in told.values():
        for row in final.key_results:
            assert row.title in text
            assert results.word(row.result, final.preset) in text
        for note in ("Three renewals of Saltmere slipped", "Half of them moved"):
            assert note in text
    deck = exporting.scorecard(acme.store, acme.settings, format="pptx", internal=True)
    for row in final.key_results:
        if row.result != "cancelled":
            assert results.marked(row.result, final.preset) in decks.texts(decks.titled(deck, row.title))
    for inside in (told["pptx"], told["md"]):
        assert "Plan the next move" in inside
        assert "One shard at a time" in inside
    for name in told:
        outside = _texts(acme, name, internal=False)
        assert "Saltmere" not in outside
        assert "Half of them moved" in outside
    sent = sends.send(acme.store, acme.settings, "scorecard", dry_run=True)
    assert sent.send is None
    assert sent.draft.composed.not_yet is None
    assert sent.draft.week == acme.days.week(acme.days.reviewed[0])
    assert acme.days.quarter in sent.draft.text
    assert "Saltmere" not in sent.draft.text


# The next quarter


def carry_over(acme: Acme) -> None:
    """What is unfinished becomes drafts of the next quarter that begin where this one ended."""
    store, settings, days = acme.store, acme.settings, acme.days
    offers = carrying.offers(store, settings, days.after)
    offered = {offer.key_result.key_result: offer for _, some in offers.objectives for offer in some}
    assert set(offered) == {
        *("new-revenue", "recommendation", "search-latency", "uptime", "moved-shards", "security-audit", "quiet-nights")
    }
    assert {name for name, offer in offered.items() if offer.is_finished} >= {"security-audit", "recommendation"}
    carried = carrying.carry_over(store, settings, days.after, ["search-latency", "moved-shards"], ANA)
    after = days.after.lower().replace(" ", "-")
    assert [each.key_result.key_result for each in carried] == [f"search-latency-{after}", f"moved-shards-{after}"]
    latency, shards = carried
    assert (latency.key_result.baseline, latency.key_result.target) == (520, None)
    assert [each.milestone for each in shards.milestones] == ["All of the shards"]
    with pytest.raises(DraftRefused, match="Nothing was proposed"):
        approving.move(store, settings, days.after, "proposed", ANA)
    aimed = Written(replace(latency.key_result, target=400))
    drafting.save_key_result(store, aimed, ANA)
    approving.move(store, settings, days.after, "proposed", ANA)
    approving.move(store, settings, days.after, "approved", VERA)
    approving.move(store, settings, days.after, "published", VERA)
    with pytest.raises(DraftRefused) as refused:
        carrying.carry_over(store, settings, days.after, ["search-latency"], ANA)
    assert "“Search latency” is carried over already" in [str(problem) for problem in refused.value.problems]


def kick_off(acme: Acme, final: Scorecard) -> None:
    """Week 1: how it went beside what comes next."""
    store, settings, days = acme.store, acme.settings, acme.days
    _on(acme, days.ended, 3, 9)
    step = planning.of(store, settings, _quarter(acme, days.quarter)).after[0]
    assert (step.step, step.dated.week, step.dated.number) == ("kick-off", days.kick_off, 1)
    found = scorecards.kickoff(store, settings)
    assert found.scorecard == final
    assert found.quarter == days.after
    assert [each.title for each in found.objectives] == ["People can rely on us"]
    assert [(each.title, each.baseline, each.target) for each in found.key_results] == [
        ("Moved shards", None, None),
        ("Search latency", 520, 400),
    ]
    planning.mark_done(store, settings, _quarter(acme, days.after), "kick-off", by=VERA)


# Another machine


def move_to_another_store(acme: Acme, closed: Closed, path: Path) -> None:
    """Everything as CSV files, brought into an empty store, makes the same scorecard and the same boards."""
    settings, days, now = acme.settings, acme.days, acme.store.now()
    files = {name: text.encode() for name, text in exporting.csv_files(acme.store).items()}
    with closing(open_store(path, Clock(now + timedelta(hours=1)))) as other:
        imports.bring_in(other, settings, files)
        for store in (acme.store, other):
            assert _closed_weeks(Acme(store, days), closed) == closed
        assert _told(other, acme, now) == _told(acme.store, acme, now)
        again = imports.bring_in(other, settings, files)
        assert {
            name: (count.new, count.changed) for name, count in again.files.items() if count.new + count.changed
        } == {}
        assert exporting.csv_files(other, now) == exporting.csv_files(acme.store, now)


def _told(store: Store, acme: Acme, now: datetime) -> dict[str, Any]:
    """What a store tells of the quarter: the scorecard final and before, each week's board as it is known now, how the
    drafts came about.
    """
    settings, days = acme.settings, acme.days
    card = scorecards.of(store, settings, days.quarter, now)
    assert card.final_at
    open_ = scorecards.of(store, settings, days.quarter, card.final_at - timedelta(seconds=1))
    boards = {
        number: board.review(weekly.facts(store, settings, days.week(number), now), settings.limits).as_json()
        for number in days.numbers
    }
    written = [drafts.state_of(store, settings, label, now) for label in (days.quarter, days.after)]
    return {"final": card.as_json(), "open": open_.as_json(), "boards": boards, "drafts": written}


# What is asked again and again


def _on(acme: Acme, day: date, later: int, hour: int) -> None:
    """So many days after a day, at an hour."""
    acme.goes_to(datetime.combine(day + timedelta(days=later), datetime.min.time(), UTC) + timedelta(hours=hour))


def _import(acme: Acme, noun: str, text: str) -> None:
    imports.bring_in(acme.store, acme.settings, {f"{noun}.csv": text.encode()})


def _quarter(acme: Acme, label: str):
    return scorecards.parsed(acme.settings, label)


def _steps_of_this_week(acme: Acme) -> list[tuple[str, str, int, str]]:
    """The quarterly steps that planning asks for now: the step, in which quarter and week it falls, what it plans."""
    now = planning.now(acme.store, acme.settings)
    steps = [each.dated for each in now.this_week if each.dated.calendar == "quarterly"]
    return [(each.step.step, str(each.quarter), each.number, each.plans) for each in steps]


def _done(acme: Acme, step: str, by: str, **told: str) -> None:
    """A step of the running week is taken."""
    running = planning.now(acme.store, acme.settings)
    quarter = next(each.dated.quarter for each in running.this_week if each.step == step)
    record = planning.mark_done(acme.store, acme.settings, quarter, step, by=by, **told)
    assert (record.done_by, record.done_on) == (by, acme.store.now().date())


def _drafted(acme: Acme) -> tuple[drafts.ObjectiveDraft, ...]:
    return drafts.state_of(acme.store, acme.settings, acme.days.quarter).objectives


def _states(acme: Acme, quarter: str, objective: str) -> list[tuple[str, str | None, date | None]]:
    found = drafts.state_of(acme.store, acme.settings, quarter).objective(objective)
    assert found
    return [(step.state, step.by, step.at and step.at.date()) for step in found.steps]


def _gone(acme: Acme, number: int) -> float:
    """How much of the reviewed weeks is gone at the end of this one, 0..1."""
    first, last = acme.days.reviewed
    return (number - first + 1) / (last - first + 1)


def _is_forgotten(key_result: str, number: int) -> bool:
    return key_result == "recommendation" and number == 5


def _closed_weeks(acme: Acme, closed: Closed) -> Closed:
    return {week: frozen.text(weekly.review(acme.store, acme.settings, week)) for week in closed}


def _cancelled(review) -> set[str]:
    return {row.key_result for row in review.key_results if row.status == "cancelled"}


def _news(acme: Acme, week: date) -> list[str]:
    """What changed in a week, in sentences."""
    return [each.text for each in weekly.review(acme.store, acme.settings, week).changes]


def _row(card: Scorecard, name: str) -> KeyResultScore:
    return next(row for row in card.key_results if row.key_result == name)


def _texts(acme: Acme, format: Any, *, internal: bool) -> str:
    """All that is written in an exported scorecard."""
    content = exporting.scorecard(acme.store, acme.settings, format=format, internal=internal)
    if format == "pptx":
        return decks.outline(content)
    if format == "md":
        return content.decode()
    from openpyxl import load_workbook

    sheets = load_workbook(io.BytesIO(content)).worksheets
    return "\n".join(str(value) for sheet in sheets for row in sheet.iter_rows(values_only=True) for value in row)
