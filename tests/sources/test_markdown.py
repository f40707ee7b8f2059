"""OKR pages as orgs keep them in a handbook come in whole, and nothing that is no OKR is taken for one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import measure
from data.rules.measure import Measure
from data.rules.okr import KINDS
from data.sources import markdown
from data.sources.markdown import DraftKeyResult, DraftObjective, Page

PAGES = Path(__file__).parent / "okr_pages"
STYLES = sorted(path.stem for path in PAGES.glob("*.md"))


def outlined(page: Page) -> str:
    """A page as it was understood, one thing a line, with the line it is from."""
    lines = [f"# {page.title}"]
    for objective in page.objectives:
        lines += [f"{objective.line:3} O {' | '.join(_said(objective))}"]
        for key_result in objective.key_results:
            lines += [f"{key_result.line:3}   {' | '.join(_measured(key_result))}"]
    lines += [f"{left.line:3} ? {'!' * left.looks_like_key_result}{left.text}" for left in page.not_understood]
    return "\n".join(lines) + "\n"


def _said(objective: DraftObjective) -> list[str]:
    why = objective.why and f"why: {objective.why!r}"
    return [part for part in (objective.title, objective.team, _by(objective.owner_name), why) if part]


def _measured(key_result: DraftKeyResult) -> list[str]:
    names = ("unit", "baseline", "target", "low", "high", "stretch", "commitment", "weight")
    said = Measure(key_result.kind, **{name: getattr(key_result, name) for name in names}) if key_result.kind else None
    parts = (
        key_result.title,
        measure.described(said) if said else "?",
        _by(key_result.owner_name),
        key_result.link,
        "dropped" if key_result.dropped else None,
        " ".join(placeholder.name for placeholder in key_result.placeholders),
        *(f"note: {note}" for note in key_result.notes),
    )
    return [part for part in parts if part]


def _by(name: str | None) -> str | None:
    return name and f"by {name}"


@pytest.mark.parametrize("style", STYLES)
def test_a_page_of_each_style_is_understood_as_a_person_would(style: str):
    page = markdown.read((PAGES / f"{style}.md").read_text(encoding="utf-8"))
    assert outlined(page) == (PAGES / f"{style}.outline").read_text(encoding="utf-8")


@pytest.mark.parametrize("style", STYLES)
def test_every_line_that_is_not_blank_is_accounted_for_once(style: str):
    text = (PAGES / f"{style}.md").read_text(encoding="utf-8")
    _assert_accounted(text, markdown.read(text))


fragments = st.sampled_from(
    [
        *("# ", "## ", "### ", "- ", "* ", "1. ", "  - ", "    1. ", "> ", "\n", "\n\n", "\n", "---\n", "\\\n", "\t"),
        *("KR: ", "**KR1.2:** ", "Objective: ", "**O1** ", "WHY: ", "**Owner:** ", "Key results:", "Retrospective"),
        *("| KR | Owner |\n|---|---|\n", "| a | b |\n", "~~", "**", "_", "`", "```\n", "[x] ", "[n1]: http://x.test\n"),
        *("<!-- ", "-->", "<details>\n", "<summary>", "</summary>", "</details>", "<br>", "<sub>1</sub>", "[a](b)"),
        *("@ada ", "=> 70%", "(0.7)", "from 1 to 2", "$N", "*(from 1 to 2)*", "{:toc}", "Ada Reyes: "),
    ]
)


@given(st.text() | st.lists(fragments | st.text(max_size=8)).map("".join))
def test_any_text_is_read_and_accounted_for(text: str):
    _assert_accounted(text, markdown.read(text))


def _assert_accounted(text: str, page: Page) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ").split("\n")
    not_understood = [left.line for left in page.not_understood]
    filled = {number for number, line in enumerate(lines, start=1) if line.strip()}
    assert set(page.roles) | set(not_understood) == filled
    assert not set(page.roles) & set(not_understood)
    assert len(not_understood) == len(set(not_understood))
    titles = [each.line for objective in page.objectives for each in (objective, *objective.key_results)]
    assert set(titles) <= filled


def test_what_was_guessed_says_its_words_and_what_was_not_is_asked_for():
    page = markdown.read("# OKRs\n\n1. **Objective: Grow**\n   - KR: Raise installs from 10 to 25\n   - KR: 2x demos\n")
    grown, doubled = page.objectives[0].key_results
    assert grown.guessed == ("from 10 to 25, from “from 10 to 25”",)
    assert grown.uncertain == ()
    assert doubled.target is None
    assert doubled.uncertain == ("“2x” is a change: the target follows from the baseline", "the baseline is not said")


def test_an_owner_who_is_only_guessed_is_said_to_be():
    page = markdown.read(
        "## Objective 1: Grow\n\n- KR1: Ines Moreau: Sign 3 ferries\n- KR2: Field Marketing: Host 2 events\n"
    )
    moreau, marketing = page.objectives[0].key_results
    assert (moreau.title, moreau.owner_name) == ("Sign 3 ferries", "Ines Moreau")
    assert moreau.guessed[0] == "owner Ines Moreau, from the words beside the title"
    assert (marketing.title, marketing.owner_name) == ("Field Marketing: Host 2 events", None)


def test_our_own_pages_leave_nothing_to_guess():
    page = markdown.read((PAGES / "ours.md").read_text(encoding="utf-8"))
    installs, _, revenue, by_hand = page.objectives[0].key_results
    assert (installs.guessed, installs.uncertain) == ((), ())
    assert revenue.uncertain == ("the baseline is withheld: N1", "the target is withheld: N2")
    assert by_hand.guessed == ("from 3 to 5 days, from “from 3 to 5”",)


def test_a_withheld_number_says_which_one_it_is():
    page = markdown.read("### Objective: Grow\n\n- **KR:** Revenue *(increase from $N1M to $N2M; stretch N7)*\n")
    withheld = {placeholder.field: placeholder.name for placeholder in page.objectives[0].key_results[0].placeholders}
    assert withheld == {"baseline": "N1", "target": "N2", "stretch": "N7"}


# What an export writes: the grammar at the top of data/sources/markdown/__init__.py.

letters = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
signs = st.sampled_from("*_~`[]<>#|\\&!-+.()=>:1")
texts = st.lists(st.text(letters | signs, min_size=1, max_size=6), min_size=1, max_size=4).map(" ".join)
numbers = st.none() | st.floats(-1e9, 1e9)
measures = st.builds(
    Measure,
    st.sampled_from(KINDS),
    unit=st.none() | st.sampled_from(["%", "$k", "€ per seat", "installs", "new *logos*"]) | texts,
    **dict.fromkeys(measure.NUMBERS, numbers),
    commitment=st.sampled_from([None, "committed", "aspirational"]),
    owner=st.none() | texts,
)
whys = st.none() | st.lists(st.lists(texts, min_size=1, max_size=3).map("\n".join), min_size=1, max_size=3).map(
    "\n\n".join
)
key_results = st.lists(st.tuples(texts, measures, st.lists(texts, max_size=3), st.booleans()), min_size=1, max_size=3)
objectives = st.lists(st.tuples(texts, whys, st.none() | texts, key_results), min_size=1, max_size=3)


@given(texts, objectives)
def test_our_own_pages_are_read_back_without_loss(team, given_objectives):
    page = markdown.read(_published(team, given_objectives))
    assert page.not_understood == ()
    assert [objective.team for objective in page.objectives] == [team] * len(given_objectives)
    read = [(o.title, o.why, o.owner_name, [_as_given(each) for each in o.key_results]) for o in page.objectives]
    assert read == given_objectives


def _as_given(key_result: DraftKeyResult) -> tuple[str, Measure, list[str], bool]:
    names = ("kind", "unit", *measure.NUMBERS, "commitment")
    said = Measure(**{name: getattr(key_result, name) for name in names}, owner=key_result.owner_name)
    return key_result.title, said, list(key_result.notes), key_result.dropped


def _published(team, given_objectives) -> str:
    lines = ["# FY22 Q4 OKRs", f"## {_escaped(team)}"]
    for title, why, owner, given_key_results in given_objectives:
        lines.append(f"### Objective: {_escaped(title)}")
        lines += [f"**Why:** {_escaped(why)}", ""] if why else []
        lines += [f"**Owner:** {_escaped(owner)}", ""] if owner else []
        for key_result, said, notes, is_dropped in given_key_results:
            struck = "~~" * is_dropped
            lines.append(f"- {struck}**KR:** {_escaped(key_result)} *({_escaped(measure.described(said))})*{struck}")
            lines += [f"  - {_escaped(note)}" for note in notes]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    plain = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
    return "\n\n".join(part.replace("\n", "\\\n") for part in plain.split("\n\n"))
