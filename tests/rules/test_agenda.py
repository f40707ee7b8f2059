"""The agenda of the Monday meeting: what is shown in which order, and how the hour is shared out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.config import Settings
from data.monday import weekly
from data.rules import agenda
from data.rules.agenda import Slide
from data.rules.meeting import AgendaItem
from data.rules.review import Flag, Review
from data.store.connection import Store

WEEK = date(2022, 1, 10)


@pytest.fixture
def review(sample: Store, settings: Settings) -> Review:
    """Three of the sample's key results: two to discuss, the first for two reasons, and a calm one."""
    rows = weekly.review(sample, settings, WEEK).key_results[:3]
    reasons = ((Flag("silent", "no update"), Flag("raised", "by Ana")), (Flag("help wanted", "a person"),), ())
    told = zip(("worst", "next", "calm"), rows, reasons, strict=True)
    found = (replace(row, key_result=name, discuss=bool(why), discuss_reasons=why) for name, row, why in told)
    return replace(weekly.review(sample, settings, WEEK), key_results=tuple(found))


def item(name: str, **told: object) -> AgendaItem:
    return AgendaItem(name, WEEK, f"About {name}", **told)  # pyright: ignore[reportArgumentType]


def plan(review: Review, *items: AgendaItem, minutes: float = 60, has_tracker: bool = True) -> dict[str, Slide]:
    """The meeting's slides by key, in their order."""
    return {slide.key: slide for slide in agenda.slides(review, items, minutes, has_tracker=has_tracker)}


def minutes(slides: dict[str, Slide]) -> dict[str, float]:
    return {key: slide.minutes for key, slide in slides.items()}


def test_the_meeting_goes_from_the_headline_through_what_needs_discussion_to_the_close(review: Review):
    assert list(plan(review, item("cover"))) == [
        "headline", "kpis", "work", "kr-worst", "kr-next", "rest", "item-cover", "actions", "close",
    ]  # fmt: skip


def test_without_a_tracker_nothing_is_said_of_the_work(review: Review):
    assert "work" not in plan(review, has_tracker=False)


def test_a_key_results_slide_says_why_it_is_there_and_what_it_is_about(review: Review):
    slide = plan(review)["kr-worst"]
    assert [reason.flag for reason in slide.reasons] == ["silent", "raised"]
    assert (slide.about, slide.title) == ("worst", review.key_results[0].title)


def test_a_key_result_that_was_raised_has_no_second_slide_as_an_item(review: Review):
    assert "item-why" not in plan(review, item("why", key_result="worst"))


def test_what_was_reached_keeps_its_slide_and_what_was_withdrawn_has_none(review: Review):
    found = plan(review, item("reached", state="reached"), item("gone", state="withdrawn"))
    assert [key for key in found if key.startswith("item-")] == ["item-reached"]


def test_items_stand_where_they_were_put_and_the_others_after_them_the_oldest_first(review: Review):
    items = [
        item("new"),
        replace(item("carried"), week=date(2022, 1, 3)),
        item("second", position=2.0),
        item("first", position=1.0),
    ]
    found = plan(review, *items)
    order = ["item-first", "item-second", "item-carried", "item-new"]
    assert [key for key in found if key.startswith("item-")] == order


def test_the_list_of_open_items_leaves_out_what_was_reached_and_what_is_about_a_key_result():
    items = [item("reached", state="reached"), item("why", key_result="worst"), item("b", position=2.0), item("a")]
    assert [each.item for each in agenda.ad_hoc(items)] == ["b", "a"]


@pytest.mark.parametrize("length", [60, 45, 90])
def test_the_slides_fill_the_meeting(review: Review, length: float):
    found = plan(review, item("cover"), item("asked", minutes=10), minutes=length)
    assert sum(minutes(found).values()) == pytest.approx(length)


def test_more_reasons_get_more_time(review: Review):
    found = minutes(plan(review))
    assert found["kr-worst"] == pytest.approx(1.5 * found["kr-next"])


def test_an_item_gets_the_minutes_it_asked_for_and_the_others_share_what_is_left(review: Review):
    before, after = minutes(plan(review)), minutes(plan(review, item("asked", minutes=15)))
    assert after["item-asked"] == 15
    assert after["kpis"] == pytest.approx(before["kpis"] * 45 / 60)


def test_items_that_ask_for_more_than_there_is_leave_nothing_to_the_others(review: Review):
    found = minutes(plan(review, item("long", minutes=50), item("longer", minutes=40)))
    assert (found["item-long"], found["item-longer"], found["kpis"]) == (50, 40, 0)


def test_a_quiet_week_has_the_same_frame(review: Review):
    quiet = replace(review, key_results=review.key_results[2:])
    assert list(plan(quiet)) == ["headline", "kpis", "work", "rest", "actions", "close"]
