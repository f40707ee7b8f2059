"""What people type is read as what they mean."""

from __future__ import annotations

import pytest

from pages.parts import typed


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("44", "installs", 44),
        ("44 installs", "installs", 44),
        ("1 install", "installs", 1),
        ("1,234.5", "ms", 1234.5),
        ("1 234 567", None, 1234567),
        ("12%", "%", 12),
        ("12 %", None, 12),
        ("$561k", "$k", 561),
        ("561", "$k", 561),
        ("-3", "ms", -3),
        ("−$20k", "$k", -20),
        (".5", "ms", 0.5),
        ("0", "ms", 0),
    ],
)
def test_a_number_is_read_with_its_unit_its_thousands_and_its_sign(text: str, unit: str | None, number: float):
    assert typed.number(text, unit) == number


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_typed_is_unknown_and_not_zero(text: str):
    assert typed.number(text, "ms") is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("many", "ms"),
        ("1,5", "ms"),
        ("1.2.3", "ms"),
        ("12%", "ms"),
        ("€5", "$"),
        ("12 s", "ms"),
        ("12 m", "ms"),
        ("nan", None),
    ],
)
def test_what_could_mean_something_else_is_refused_with_an_example(text: str, unit: str | None):
    with pytest.raises(ValueError, match="Write it"):
        typed.number(text, unit)


def test_a_list_is_read_without_its_bullets_and_a_paragraph_is_one_entry():
    assert typed.steps("* Ann: ship\n- [ ] Bo: call\n\n2. Cy: rest") == ["Ann: ship", "Bo: call", "Cy: rest"]
    assert typed.steps("Sam: picks up the note on the 4th.") == ["Sam: picks up the note on the 4th."]
    assert typed.steps(None) == []
