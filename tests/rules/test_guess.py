"""What is guessed from the words of a key result is right or says that it is not sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import guess, measure
from data.rules.guess import Guess
from data.rules.measure import Measure

MEANT = {
    # from here to there
    "Grow weekly installs from 20 to 80 installs": "from 20 to 80 installs",
    "NPS 10 → 25": "from 10 to 25",
    "Failure rate 2.1% -> 0.5%": "from 2.1% to 0.5%",
    "Lower resolution time from 8.4 days on average to 7 days or less.": "from 8.4 to 7 days",
    "Grow our library from 6 courses to 11.": "from 6 to 11 courses",
    "Grow revenue from $1M to $1.5M": "from $1M to $1.5M",
    "Grow revenue from $800k to $1.5M": "from $800,000 to $1,500,000",
    "200k views per 30 days of articles (current is 125k)": "from 125,000 to 200,000 views",
    # to there, from nobody knows where
    "100% of the sales team is certified": "increase from ? to 100%",
    "Reach $1.5M in revenue": "increase from ? to $1.5M",
    "1,000,000 requests served": "increase from ? to 1,000,000 requests",
    "Reduce the bill to €20k a month": "decrease from ? to €20k",
    "Average time-to-fill is ≤45 days": "decrease from ? to 45 days",
    "p95 search latency is less than 2 s": "decrease from ? to 2 s",
    ">20 teams onboarded by April 1st": "increase from ? to 20 teams",
    "At least 3 customers live": "increase from ? to 3 customers",
    "Candidate score is 4+": "increase from ? to 4",
    "Publish 12 articles by 2021-12-31": "increase from ? to 12 articles",
    # a change of something unknown
    "Increase traffic by 20 %": "increase from ? to ?",
    "2x demo requests": "increase from ? to ?",
    "Halve the number of pages": "decrease from ? to ?",
    "Requests for help reduced by 25%": "decrease from ? to ?",
    # to hold every week
    "Maintain API uptime above 99.9%": "stay above 99.9%",
    "Uptime of 99.95%": "stay above 99.95%",
    "Keep the error rate under 0.5 %": "stay below 0.5%",
    "Maintain 100% of answers in writing": "stay above 100%",
    "Response time between 5 and 8 days": "between 5 and 8 days",
    "Keep the queue at 5 to 10 tickets": "between 5 and 10 tickets",
    # no number at all
    "SOC 2 done": "done or not done",
    "Ship v3.2 of the app in Q3 2021": "done or not done",
    "Launch 24/7 support": "done or not done",
    "Plans are in place": "done or not done",
    "The policies are reviewed and approved": "done or not done",
    "Publish the 2022 roadmap": "done or not done",
    "Establish the baseline for retention": "establish the baseline",
    "Define a baseline for NPS": "establish the baseline",
    "Measure churn for the first time": "establish the baseline",
}


@pytest.mark.parametrize(("title", "meant"), MEANT.items())
def test_the_words_say_how_it_is_measured(title, meant):
    assert _described(guess.of(title)) == meant


def _described(found: Guess) -> str:
    assert found.kind
    return measure.described(
        Measure(found.kind, found.unit, found.baseline, found.target, found.low, found.high),
    )


@pytest.mark.parametrize(
    "title",
    [
        "Customers are happy",
        "SOC 2 Type 1",
        "p95 on the dashboard",
        "Tier 1 and 2 accounts in FY22 Q4",
        "ISO 27001 by 2022-01-31",
        "Our 2021 plan for Q3",
    ],
)
def test_years_versions_and_names_with_digits_are_no_targets(title):
    found = guess.of(title)
    assert (found.kind, found.target) == (None, None)
    assert found.uncertain == ("nothing says how it is measured",)


def test_a_guess_quotes_its_words():
    assert guess.of("Grow installs from 20 to 80 a week").guessed == ("from 20 to 80, from “from 20 to 80”",)
    assert guess.of("3 talks (currently 1)").guessed == (
        "from 1 to 3 talks, from “3”",
        "the baseline, from “currently 1”",
    )


def test_what_is_missing_or_could_mean_two_things_is_asked():
    assert guess.of("Reach 40 points").uncertain == ("the baseline is not said",)
    assert guess.of("Answer within 2 days").uncertain == (
        "is this limit to be reached, or to hold every week?",
        "the baseline is not said",
    )
    assert guess.of("Increase traffic by 20%").uncertain == (
        "“Increase traffic by 20%” is a change: the target follows from the baseline",
        "the baseline is not said",
    )
    assert guess.of("Releases take 1 hour").uncertain == (
        "nothing says whether 1 hour is the most or the least it may be",
    )
    for title in ("About 7 things", "Feature 5 repositories on published pages"):
        assert guess.of(title).kind is None
        assert guess.of(title).uncertain[0].startswith("nothing says what")


def test_numbers_that_are_left_out_are_named():
    found = guess.of("Close at least 2 large deals and 10 small ones worth $3M")
    assert (found.target, found.unit) == (2, "large deals")
    assert found.uncertain[-1] == "left out: 10, $3M"


def test_withheld_numbers_are_unknown_and_named():
    found = guess.of("Raise conversion from N11 to N12")
    assert (found.kind, found.baseline, found.target) == ("increase", None, None)
    assert "a number is withheld" in found.uncertain
    assert guess.placeholders("Raise $N by X% (N4x from N5) TBD") == ("N", "X", "N4", "N5", "TBD")
    assert guess.placeholders("Plan B: Net N of 10%") == ()


@pytest.mark.parametrize(
    ("line", "looks"),
    [
        ("Answer in less than 2 days", True),
        ("Grow the library from 6 to 11 courses", True),
        ("Publish the roadmap", False),
        ("2019 Q4 notes", False),
        ("The table below has all of them", False),
    ],
)
def test_a_line_looks_like_a_key_result_when_a_number_becomes_something(line, looks):
    assert guess.looks_measured(line) is looks


@given(st.text() | st.text(st.sampled_from("from to by 0123456789.,%$kM+-<>≤→N1x# ")))
def test_any_text_is_either_guessed_or_asked_for(text):
    found = guess.of(text)
    assert found.guessed or found.uncertain
    assert bool(found.guessed) == (found.kind is not None)
