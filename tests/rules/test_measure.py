"""What the published words say of a measure is read back exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import measure
from data.rules.measure import Measure
from data.rules.okr import KINDS, KeyResult

SAID = {
    "from 20 to 80 installs; committed; owner: Ada Reyes": Measure(
        "increase", "installs", 20, 80, commitment="committed", owner="Ada Reyes"
    ),
    "from 400 to 250 ms": Measure("decrease", "ms", 400, 250),
    "increase from ? to 99.9%": Measure("increase", "%", None, 99.9),
    "decrease from ? to ?": Measure("decrease"),
    "increase from 80 to 20 installs": Measure("increase", "installs", 80, 20),
    "increase from N1 to N2 installs": Measure("increase", "installs", "N1", "N2"),
    "from $1.5M to $2.25M; stretch 3; aspirational; weight 2": Measure(
        "increase", "$M", 1.5, 2.25, stretch=3, commitment="aspirational", weight=2
    ),
    "from 1,200 to 9,000,000 calls a day": Measure("increase", "calls a day", 1200, 9_000_000),
    "stay above 99.9%": Measure("stay_above", "%", target=99.9),
    "stay at least 99.5%": Measure("stay_above", "%", low=99.5),
    "stay below 250 ms; baseline 310": Measure("stay_below", "ms", 310, 250),
    "stay at most 45 days": Measure("stay_below", "days", high=45),
    "between 5 and 8 days": Measure("band", "days", low=5, high=8),
    "done or not done": Measure("done"),
    "milestones": Measure("milestones"),
    "establish the baseline; unit: ms": Measure("baseline", "ms"),
    'stay below 5; unit: "a; b"': Measure("stay_below", "a; b", target=5),
}


@pytest.mark.parametrize(("text", "meant"), SAID.items())
def test_every_kind_has_its_own_words(text, meant):
    assert measure.described(meant) == text
    assert measure.read(text) == meant


numbers = st.none() | st.floats(allow_nan=False) | st.integers(1, 40).map("N{}".format)
texts = (
    st.none() | st.sampled_from(["%", "$k", "€ per seat", "% of builds", "installs", "new logos"]) | st.text(min_size=1)
)
measures = st.builds(
    Measure,
    st.sampled_from(KINDS),
    unit=texts,
    **dict.fromkeys(measure.NUMBERS, numbers),
    commitment=st.sampled_from([None, "committed", "aspirational"]),
    owner=texts,
)


@given(measures)
def test_reading_is_the_inverse_of_writing(meant):
    assert measure.read(measure.described(meant)) == meant


@given(st.text())
def test_any_text_can_be_asked(text):
    found = measure.read(text)
    assert found is None or measure.read(measure.described(found)) == found


@pytest.mark.parametrize(
    "text", ["", "soon", "from here to there", "done or not done; nearly", "from 1 to 2; stretch far"]
)
def test_other_words_are_no_measure(text):
    assert measure.read(text) is None


def test_a_key_result_is_said_with_its_owners_name_and_without_what_stays_inside():
    key_result = KeyResult("arr", "growth", "Grow revenue", "ada@acme.test", unit="$M", baseline=4, target=6)
    published = measure.of(key_result, "Ada Reyes", {"baseline": "N1", "target": "N2"})
    assert measure.described(published) == "increase from $N1M to $N2M; committed; owner: Ada Reyes"
    assert measure.read("increase from $N1M to $N2M; committed; owner: Ada Reyes") == published
