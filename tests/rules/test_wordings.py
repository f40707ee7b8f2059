"""What an import adds to the history of a definition: at each moment it reads as the changes say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from data.rules import cells, wordings
from data.rules.okr import Change, KeyResult
from data.rules.wordings import BEGINNING, Version

NOW = datetime(2022, 1, 17, 15, 30, tzinfo=UTC)
ANA, BEN = "ana@acme.example", "ben@acme.example"
FIRST = KeyResult("p95", "reliability", "Search is quick", baseline=900.0, target=500.0)


def day(number: int) -> datetime:
    """A day of December 2021."""
    return datetime(2021, 12, number, tzinfo=UTC)


def change(on: int, field: str, old: Any, new: Any, reason: str | None = None, by: str | None = None) -> Change:
    return Change(day(on), field, cells.write(old) or None, cells.write(new) or None, reason, by, key_result="p95")


def reworded(**edits: Any) -> KeyResult:
    return KeyResult(**{**{name: getattr(FIRST, name) for name in FIRST.__slots__}, **edits})


def at(history: list[Version], moment: datetime) -> Any:
    """The wording that counts at a moment; of one moment the version added last."""
    counts = [version for version in history if version.recorded_at <= moment]
    return max(enumerate(counts), key=lambda each: (each[1].recorded_at, each[0]))[1].value if counts else None


def test_the_first_wording_holds_from_the_beginning():
    assert wordings.additions([], FIRST, [], NOW, ANA) == [Version(FIRST, BEGINNING, ANA)]


def test_the_same_wording_again_adds_nothing():
    assert wordings.additions([Version(FIRST, BEGINNING)], FIRST, [], NOW, ANA) == []


def test_a_wording_that_differs_is_a_change_recorded_now():
    later = reworded(target=450.0)
    assert wordings.additions([Version(FIRST, BEGINNING)], later, [], NOW, ANA) == [Version(later, NOW, ANA)]


def test_a_change_says_what_held_before_it_who_made_it_and_why():
    moved = change(9, "target", 600, 500, "Agreed on Monday", BEN)
    assert wordings.additions([], FIRST, [moved], NOW, ANA) == [
        Version(reworded(target=600.0), BEGINNING, ANA),
        Version(FIRST, day(9), BEN, "Agreed on Monday"),
    ]


def test_changes_of_one_moment_are_one_version_with_every_reason():
    together = [
        change(9, "target", 600, 500, "Too easy", ANA),
        change(9, "title", "Quick", FIRST.title, "Clearer", BEN),
    ]
    before, after = wordings.additions([], FIRST, together, NOW, None)
    assert before.value == reworded(target=600.0, title="Quick")
    assert after == Version(FIRST, day(9), f"{ANA}; {BEN}", "Too easy; Clearer")


def test_changes_may_come_in_any_order():
    changes = [change(9, "target", 600, 500), change(2, "target", 700, 600), change(5, "title", "Quick", FIRST.title)]
    assert wordings.additions([], FIRST, changes, NOW, None) == wordings.additions([], FIRST, changes[::-1], NOW, None)


def test_an_emptied_field_goes_back_to_its_default():
    changes = [change(3, "weight", None, 2), change(9, "commitment", "aspirational", None)]
    before, weighted, after = wordings.additions([], reworded(weight=2.0), changes, NOW, None)
    assert (before.value.weight, before.value.commitment) == (None, "aspirational")
    assert (weighted.value.weight, weighted.value.commitment) == (2.0, "aspirational")
    assert after.value.commitment == "committed"


def test_what_still_differs_after_the_last_change_is_a_change_recorded_now():
    moved = change(9, "target", 600, 550)
    assert wordings.additions([], FIRST, [moved], NOW, ANA)[-1] == Version(FIRST, NOW, ANA)


def test_without_a_wording_a_definition_reads_as_its_last_change_leaves_it():
    moved = change(9, "target", 500, 450, by=BEN)
    assert wordings.additions([Version(FIRST, BEGINNING)], None, [moved], NOW, ANA) == [
        Version(reworded(target=450.0), day(9), BEN)
    ]


def test_a_change_learned_late_rewords_only_the_time_before_it():
    """The store knew one wording; a change log that comes later tells how it read at first."""
    added = wordings.additions([Version(FIRST, BEGINNING)], FIRST, [change(9, "target", 600, 500)], NOW, ANA)
    history = [Version(FIRST, BEGINNING), *added]
    assert at(history, day(8)) == reworded(target=600.0)
    assert at(history, day(9)) == at(history, NOW) == FIRST


@st.composite
def logs(draw: st.DrawFn) -> tuple[KeyResult, list[Change], dict[datetime, KeyResult]]:
    """A wording, the changes that led to it, and how it read after each of them."""
    texts, numbers = st.sampled_from(["a", "b", "c"]), st.none() | st.integers(0, 5).map(float)
    fields = {"title": texts, "target": numbers, "unit": st.none() | texts, "dropped": st.booleans()}
    edits = draw(st.lists(st.tuples(st.integers(1, 28), st.sampled_from(sorted(fields))), max_size=8, unique=True))
    wording, changes, read = FIRST, [], {BEGINNING: FIRST}
    for on, field in sorted(edits):
        old, new = getattr(wording, field), draw(fields[field])
        wording = KeyResult(**{**{name: getattr(wording, name) for name in wording.__slots__}, field: new})
        changes.append(change(on, field, old, new))
        read[day(on)] = wording
    return wording, draw(st.permutations(changes)), read


@given(logs())
def test_at_each_moment_the_history_reads_as_the_changes_say(log: tuple):
    wording, changes, read = log
    history = wordings.additions([], wording, changes, NOW, ANA)
    for moment, expected in read.items():
        assert at(history, moment) == expected
    assert at(history, NOW) == wording
    assert [version.recorded_at for version in history] == sorted(version.recorded_at for version in history)


@given(logs())
def test_the_same_wording_and_changes_again_add_nothing(log: tuple):
    wording, changes, _ = log
    history = wordings.additions([], wording, changes, NOW, ANA)
    assert wordings.additions(history, wording, changes, NOW + timedelta(days=1), ANA) == []
    assert wordings.additions(history, None, changes, NOW + timedelta(days=1), ANA) == []


@given(logs(), st.integers(0, 8))
def test_a_change_log_that_comes_in_two_parts_ends_in_the_same_history(log: tuple, part: int):
    """First the older changes with the wording they led to, then all of them with the newest wording."""
    wording, changes, read = log
    ordered = sorted(changes, key=lambda each: each.changed_at)
    until = ordered[:part][-1].changed_at if ordered[:part] else BEGINNING
    older = [each for each in ordered if each.changed_at <= until]
    history = wordings.additions([], read[until], older, until, ANA)
    history += wordings.additions(history, wording, changes, NOW, ANA)
    for moment, expected in read.items():
        assert at(history, moment) == expected
