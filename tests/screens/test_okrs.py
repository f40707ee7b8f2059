"""The page on which OKRs are written: from an empty quarter to what is published, and what is changed after that."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import running
from data.monday import weekly
from data.quarter import drafting, drafts, rewording
from data.quarter.rewording import Grounds
from data.rules.okr import Objective
from data.store import journal
from tests.screens.conftest import Open, markup

INES, JOONHO = "ines.halloran@loomline.example", "joonho.bae@loomline.example"
LATER = "FY23 Q2"  # nothing is written for it yet


def state_of(quarter: str = LATER) -> drafts.QuarterDraft:
    return drafts.state_of(running.store(), running.settings(), quarter)


def write(app: AppTest, field: str, value: object) -> AppTest:
    """Fill in a field of the open form by the last part of its key."""
    for kind in ("text_input", "text_area", "selectbox", "segmented_control", "multiselect", "toggle", "button_group"):
        for widget in app.get(kind):
            if str(widget.key).startswith("okrs.") and str(widget.key).endswith(f".{field}"):
                return widget.set_value(value).run()  # type: ignore[union-attr]
    raise AssertionError(f"no field {field} among {[widget.key for widget in app.get('text_input')]}")


def save(app: AppTest, key: str = "okrs_save") -> AppTest:
    return app.button(key=key).click().run()


def errors(app: AppTest) -> list[str]:
    assert not app.exception
    return [error.value for error in app.error]


def test_an_empty_quarter_says_how_to_begin(sample_page: Open):
    app = sample_page("/okrs", quarter=LATER)
    assert "Nothing written for FY23 Q2 yet" in markup(app)
    assert "new=objective" in markup(app)
    assert "carry=over" in markup(app)
    assert "bring=markdown" in markup(app)


def test_in_week_twelve_the_page_opens_with_the_next_quarter(sample_page: Open):
    shown = markup(sample_page("/okrs"))
    assert "OKRs of FY23 Q1" in shown
    assert "A red build is somebody&#39;s within the hour" in shown
    assert "must be mended" in shown


def test_an_objective_is_written_proposed_approved_and_published(sample_page: Open):
    app = sample_page("/okrs", quarter=LATER, new="objective", me=INES)
    write(app, "title", "Our docs answer the question")
    write(app, "why", "People ask us what the docs could tell them")
    save(app)
    assert errors(app) == []
    assert app.query_params["new"] == "key_result"

    write(app, "title", "Half of the questions are answered by a page")
    write(app, "unit", "%")
    write(app, "baseline", "20")
    write(app, "target", "50%")
    write(app, "owner", JOONHO)
    write(app, "more", True)
    write(app, "plan", "25, 30 w9: 45")
    save(app, "okrs_more")
    write(app, "title", "Pages load at once")
    write(app, "kind", "stay_below")
    write(app, "unit", "ms")
    write(app, "target", "200")
    write(app, "owner", JOONHO)
    save(app, "okrs_more")
    write(app, "title", "The new docs are out")
    write(app, "kind", "milestones")
    write(app, "milestones", "Beta; 40; 20 May\nAll pages; 60; 2022-07-15")
    write(app, "owner", INES)
    save(app)
    assert errors(app) == []
    assert "new" not in app.query_params

    (objective,) = state_of().objectives
    assert objective.blocks == []
    assert [each.key_result.title for each in objective.key_results] == [
        "Half of the questions are answered by a page",
        "Pages load at once",
        "The new docs are out",
    ]
    first, second, third = (each.written for each in objective.key_results)
    assert (first.key_result.baseline, first.key_result.target) == (20, 50)
    assert [(plan.week, plan.value) for plan in first.plans] == [
        (date(2022, 5, 2), 25),
        (date(2022, 5, 9), 30),
        (date(2022, 6, 20), 45),
    ]
    assert (second.key_result.kind, second.key_result.target) == ("stay_below", 200)
    assert [(each.weight, each.due) for each in third.milestones] == [(40, date(2022, 5, 20)), (60, date(2022, 7, 15))]

    for state in ("proposed", "approved", "published"):
        save(app, f"okrs_all_{state}")
        assert errors(app) == []
        assert state_of().objectives[0].objective.state == state
    assert "by Ines Halloran, 17 January" in markup(app)


def test_only_vps_can_press_approve(sample_page: Open):
    app = sample_page("/okrs", me=JOONHO)
    assert app.button(key="okrs_all_approved").disabled
    assert not sample_page("/okrs", me=INES).button(key="okrs_all_approved").disabled
    assert sample_page("/okrs").button(key="okrs_all_proposed").disabled  # nobody said who they are


def test_what_blocks_is_told_and_nothing_is_proposed(sample_page: Open):
    app = sample_page("/okrs", me=JOONHO)
    save(app, "okrs_all_proposed")
    (told,) = errors(app)
    assert told.startswith("Nothing was proposed.")
    assert "“Half of the new teams search within two days”: Nobody owns it yet" in told


def test_a_refused_save_keeps_every_word(sample_page: Open):
    app = sample_page("/okrs", new="key_result", of="q1-first-week", me=JOONHO)
    write(app, "title", "Launch the tour")
    write(app, "target", "many")
    assert "“many” is not a number" in markup(app)
    save(app)
    assert "“many” is not a number" in errors(app)[0]
    assert [widget.value for widget in app.text_input if str(widget.key).endswith(".title")] == ["Launch the tour"]
    write(app, "kind", "done")
    assert "says what will be done, not what it changes" in markup(app)
    write(app, "title", " ")
    save(app)
    assert "Title: this cannot be left empty." in errors(app)[0]


def test_the_checks_answer_while_somebody_types(sample_page: Open):
    app = sample_page("/okrs", edit="q1-first-search", me=JOONHO)
    assert "Nobody owns it yet" in markup(app)
    write(app, "owner", JOONHO)
    write(app, "baseline", "50")
    assert "The target equals the baseline, 50%" in markup(app)
    save(app)
    assert errors(app) == []
    found = state_of("FY23 Q1").key_result("q1-first-search")
    assert found
    assert (found.key_result.owner, found.key_result.baseline) == (JOONHO, 50)


def test_a_second_writer_is_warned_before_and_told_after(sample_page: Open):
    app = sample_page("/okrs", edit="q1-first-week", what="objective", me=JOONHO)
    write(app, "why", "Because they stay")
    stored = state_of("FY23 Q1").objective("q1-first-week")
    assert stored
    drafting.save_objective(running.store(), Objective(**_fields(stored.objective, why="Theirs")), INES)
    write(app, "weight", "2")
    assert "Ines Halloran saved a version" in app.warning[0].value
    save(app)
    found = state_of("FY23 Q1").objective("q1-first-week")
    assert found
    assert (found.objective.why, found.objective.weight) == ("Because they stay", 2)
    assert "Ines Halloran had saved a version" in app.toast[0].value


def _fields(objective: Objective, **other: object) -> dict:
    return {name: getattr(objective, name) for name in Objective.__slots__} | other


def test_a_target_is_changed_with_a_reason_and_who_agreed(sample_page: Open):
    app = sample_page("/okrs", quarter="FY22 Q4", change="self-serve-installs", me=JOONHO)
    write(app, "target", "70")
    save(app)
    (told,) = errors(app)
    assert "Reason: say why it changes." in told
    assert "Agreed by: say who agreed." in told
    write(app, "reason", "Two channels closed")
    write(app, "agreed_by", ["Ines Halloran"])
    save(app)
    assert errors(app) == []
    facts = weekly.story_facts(running.store(), running.settings(), "self-serve-installs", date(2022, 1, 17))
    change = facts.changes[-1]
    assert (change.field, change.old, change.new, change.by) == ("target", "80", "70", JOONHO)
    assert (change.reason, change.agreed_by) == ("Two channels closed", "Ines Halloran")

    story = markup(sample_page("/kr", kr="self-serve-installs"))
    assert "Two channels closed" in story
    assert "Joon-ho Bae, agreed by Ines Halloran" in story


def test_a_key_result_is_replaced_in_its_place(sample_page: Open):
    app = sample_page("/okrs", quarter="FY22 Q4", change="restore-drill", me=INES)
    write(app, "how", "Replace")
    write(app, "title", "Nobody waits for a restore")
    write(app, "kind", "done")
    write(app, "reason", "The drill showed it is quick")
    write(app, "agreed_by", ["Tobias Renqvist"])
    save(app)
    assert errors(app) == []
    new = state_of("FY22 Q4").key_result("nobody-waits-for-a-restore")
    old = state_of("FY22 Q4").key_result("restore-drill")
    assert new and old
    assert old.key_result.dropped
    assert new.key_result.start == date(2022, 1, 17)


def test_what_is_ticked_is_carried_over(sample_page: Open):
    app = sample_page("/okrs", quarter=LATER, carry="over", me=INES)
    boxes = {str(box.key).rsplit(".", 1)[-1]: box for box in app.checkbox}
    assert boxes["q1-installs"].value
    for name, box in boxes.items():
        if name != "q1-installs":
            box.uncheck()
    next(each for each in app.button if each.label == "Carry over").click().run()
    assert errors(app) == []
    (objective,) = state_of().objectives
    assert [each.key_result.key_result for each in objective.key_results] == ["q1-installs-fy23-q2"]


def test_a_comment_is_said_and_taken_back(sample_page: Open):
    app = sample_page("/okrs", comment="q1-checklist", me=JOONHO)
    write(app, "text", "Then it moves activation")
    save(app)
    assert "Then it moves activation" in markup(app)
    found = state_of("FY23 Q1").key_result("q1-checklist")
    assert found
    app = sample_page("/okrs", comment="q1-checklist", me=JOONHO)
    app.button(key=f"okrs_comment_{found.comments[-1].comment}").click().run()
    assert "Then it moves activation" not in markup(app)


def test_the_past_is_read_only_and_knows_nothing_of_later(sample_page: Open):
    app = sample_page("/okrs", as_of="2022-01-05T00:00:00Z", edit="q1-checklist")
    assert not app.button
    assert 'class="tools"' not in markup(app)
    assert "4 proposed" in markup(app)
    drafting.save_objective(running.store(), Objective("", LATER, "Later"), INES)
    assert "Later" in markup(sample_page("/okrs", quarter=LATER))
    assert "Nothing was written for FY23 Q2" in markup(
        sample_page("/okrs", quarter=LATER, as_of="2022-01-17T15:00:00Z")
    )


def test_an_unknown_quarter_or_id_is_told(sample_page: Open):
    assert "is not a quarter" in sample_page("/okrs", quarter="next").warning[0].value
    assert "has no objective or key result “nothing”" in sample_page("/okrs", edit="nothing").warning[0].value


def test_a_draft_is_no_key_result_to_log_and_says_what_it_is(sample_page: Open):
    assert "on no board until its objective is approved" in markup(sample_page("/kr", kr="q1-checklist"))
    assert "still a draft" in sample_page("/log", kr="q1-checklist").error[0].value


def test_a_board_with_only_drafts_leads_to_them(open_page, tmp_path: Path):
    show: Open = open_page(tmp_path / "drafts.duckdb")
    app = show("/okrs", quarter="FY27 Q1", new="objective")
    write(app, "title", "First of all")
    save(app)
    quarter = running.settings().org.fiscal_year_start_month
    assert quarter == 2
    store = running.store()
    assert journal.quarters(store, store.now()) == []
    assert "Write them in" in markup(show("/"))


@pytest.mark.parametrize("how", ["drop"])
def test_a_dropped_key_result_stays_crossed_out(sample_page: Open, how: str):
    sample_page("/okrs")
    rewording.drop(running.store(), "restore-drill", Grounds("No time", "Ines"), INES)
    shown = markup(sample_page("/okrs", quarter="FY22 Q4"))
    assert '<div class="o kr gone">' in shown


def test_why_a_button_does_nothing_is_said_beside_it(sample_page: Open):
    nobody = sample_page("/okrs", move="q1-ci", what="objective")
    assert markup(nobody).count("say who you are first") == 2, (
        "beside the quarter's buttons, and in the objective's own"
    )
    assert [button.disabled for button in nobody.button if button.label == "Approve"] == [True]
    assert [button.disabled for button in nobody.button if button.label == "Back to draft"] == [False]
    director = sample_page("/okrs", move="q1-ci", what="objective", me=JOONHO)
    assert "Approving is for the VPs: Ines Halloran, Tobias Renqvist." in markup(director)
    assert "is for the VPs" not in markup(sample_page("/okrs", move="q1-ci", what="objective", me=INES))
