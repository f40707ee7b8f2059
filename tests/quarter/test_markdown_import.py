"""A Markdown page becomes drafts of a quarter: the same page the same drafts, what was guessed is said, and nothing
that is more than a draft is touched.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from data.cli import main
from data.errors import UsageError
from data.quarter import approving, bringing, drafting, drafts
from data.quarter.brought import Brought
from data.quarter.drafts import KeyResultDraft, ObjectiveDraft
from data.rules.drafting import Written
from data.rules.okr import KeyResult
from data.store import journal
from data.store.connection import Store
from tests import org
from tests.server import Server

ANA, BEN = "ana@acme.example", "ben@acme.example"
NEXT = "FY23 Q1"
PAGE = """\
# What we want

## Growth

### People find us

Why: They look elsewhere.

- KR: Installs from 10 to 25 (Owner: Ben)
- 100% of teams finish onboarding
- Builds take ≤45 days @zoe
- >20 teams
- Revenue grows 2x
- SOC 2 done
- ARR of $N1M
"""
OURS = """\
# FY23 Q1 OKRs

## Search

### Objective: Search is quick

**Owner:** Ana

- **KR:** Search p95 *(from 900 to 500 ms; stretch 400; aspirational; weight 2; owner: Ben)*
  - [https://x.example](<https://x.example>)
- **KR:** Symbols *(milestones; committed; owner: Ana)*
  - Go, weight 60, due 2022-03-11
  - Rust, weight 40
- **KR:** Revenue *(increase from $N1M to $N2M; committed)*
- ~~**KR:** An old one *(done or not done; committed)*~~
"""


@pytest.fixture
def acme(store: Store) -> Store:
    org.bring_in(store, **org.ORG)
    return store


def bring(store: Store, text: str = PAGE, **known: Any) -> Brought:
    page = bringing.read("page.md", text.encode())
    return bringing.bring_in(store, org.SETTINGS, page, NEXT, **{"file": "page.md", "by": ANA, **known})


def objectives(store: Store) -> list[ObjectiveDraft]:
    return list(drafts.state_of(store, org.SETTINGS, NEXT).objectives)


def key_result(store: Store, title: str) -> KeyResultDraft:
    return next(kr for each in objectives(store) for kr in each.key_results if kr.key_result.title == title)


def measures(store: Store) -> dict[str, tuple[Any, ...]]:
    found = [kr.key_result for each in objectives(store) for kr in each.key_results]
    return {kr.title: (kr.kind, kr.baseline, kr.target, kr.unit) for kr in found}


def test_a_page_becomes_drafts_in_its_order_with_ids_of_their_titles(acme: Store):
    bring(acme)
    (found,) = objectives(acme)
    assert (found.objective.objective, found.objective.state) == ("people-find-us", "draft")
    assert (found.objective.team, found.objective.why) == ("Growth", "They look elsewhere.")
    ids = [kr.key_result.key_result for kr in found.key_results]
    assert ids[:2] == ["installs-from-10-to-25", "100-of-teams-finish-onboarding"]
    assert len(ids) == 7
    assert key_result(acme, "Installs from 10 to 25").key_result.owner == BEN


def test_what_the_words_say_is_kept_and_what_they_do_not_say_stays_empty(acme: Store):
    bring(acme)
    found = measures(acme)
    assert found["Installs from 10 to 25"] == ("increase", 10, 25, None)
    assert found["100% of teams finish onboarding"] == ("increase", None, 100, "%")
    assert found["Builds take ≤45 days"] == ("decrease", None, 45, "days")
    assert found["Revenue grows 2x"] == ("increase", None, None, None)
    assert found["SOC 2 done"] == ("done", None, None, None)
    assert found["ARR of $N1M"] == ("increase", None, None, None)
    assert key_result(acme, "ARR of $N1M").key_result.confidential


def test_what_was_guessed_and_what_is_to_be_confirmed_stands_beside_each_draft(acme: Store):
    brought = bring(acme)
    asked = {each.key_result.title: each.draft.uncertain for each in brought.key_results}
    assert asked["Installs from 10 to 25"] == ()
    assert "is this limit to be reached, or to hold every week?" in asked["Builds take ≤45 days"]
    (comment,) = key_result(acme, "Builds take ≤45 days").comments
    assert comment.by == ANA
    assert comment.text.startswith("From page.md, line 11.\nRead as: decrease from ? to 45 days, from “≤45”.")
    assert comment.text.endswith("Its owner on the page: zoe.")
    assert [str(problem) for problem in brought.problems if "zoe" in problem.message] == [
        "page.md, line 11: nobody here is called “zoe”: “Builds take ≤45 days” gets no owner from the page"
    ]


def test_the_same_page_again_changes_nothing_and_a_changed_one_the_same_drafts(acme: Store):
    bring(acme)
    before = objectives(acme)
    again = bring(acme)
    assert {each.outcome for each in (*again.objectives, *again.key_results)} == {"same"}
    assert objectives(acme) == before

    changed = bring(acme, PAGE.replace("from 10 to 25", "from 10 to 40").replace("elsewhere", "in vain"))
    assert [each.outcome for each in changed.key_results] == ["changed", *["same"] * 6]
    (found,) = objectives(acme)
    assert len(found.key_results) == 7
    kr = key_result(acme, "Installs from 10 to 40").key_result
    assert (kr.key_result, kr.target) == ("installs-from-10-to-25", 40)
    assert found.objective.why == "They look in vain."


def test_what_somebody_filled_in_is_not_guessed_away(acme: Store):
    bring(acme)
    draft = key_result(acme, "100% of teams finish onboarding").key_result
    mended = KeyResult(draft.key_result, draft.objective, draft.title, BEN, "stay_above", "%", target=95)
    drafting.save_key_result(acme, Written(mended), BEN)
    bring(acme)
    assert measures(acme)[draft.title] == ("stay_above", None, 95, "%")
    assert key_result(acme, draft.title).key_result.owner == BEN


def test_what_is_proposed_stays_as_it_is_and_that_is_said(acme: Store):
    bring(acme, OURS)
    bring(acme, OURS.replace("*(increase from $N1M to $N2M; committed)*", "*(from 1 to 2; owner: Ana)*"))
    approving.move(acme, org.SETTINGS, NEXT, "proposed", ANA)
    assert not bring(
        acme, OURS.replace("*(increase from $N1M to $N2M; committed)*", "*(from 1 to 2; owner: Ana)*")
    ).is_partial
    before = objectives(acme)
    brought = bring(acme, OURS.replace("from 900", "from 800"))
    assert brought.is_partial
    assert "“Search is quick” is proposed already: it stays as it is" in str(brought.problems[0])
    assert [each.outcome for each in brought.key_results] == ["left", "same", "left", "same"]
    assert objectives(acme) == before


def test_our_own_page_says_it_all(acme: Store):
    brought = bring(acme, OURS)
    assert not brought.problems
    (found,) = objectives(acme)
    assert found.objective.owner == ANA
    p95, symbols, revenue, old = (each.written for each in found.key_results)
    assert (p95.key_result.stretch, p95.key_result.commitment, p95.key_result.weight) == (400, "aspirational", 2)
    assert (p95.key_result.owner, p95.key_result.link) == (BEN, "https://x.example")
    assert [(each.milestone, each.weight, str(each.due)) for each in symbols.milestones] == [
        ("Go", 60, "2022-03-11"),
        ("Rust", 40, "None"),
    ]
    assert revenue.key_result.confidential and revenue.key_result.unit == "$M"
    assert old.key_result.dropped
    assert [kr.comments == () for kr in found.key_results] == [True, True, False, True]


def test_a_number_that_a_page_withholds_does_not_erase_the_one_that_is_known(acme: Store):
    bring(acme, OURS)
    held = key_result(acme, "Revenue").key_result
    known = KeyResult(held.key_result, held.objective, held.title, ANA, "increase", "$M", 25, 40, confidential=True)
    drafting.save_key_result(acme, Written(known), ANA)
    assert {each.outcome for each in bring(acme, OURS).key_results} == {"same"}
    assert measures(acme)["Revenue"] == ("increase", 25, 40, "$M")


def test_a_dry_run_says_it_all_and_keeps_nothing(acme: Store):
    revision = acme.revision
    would = bring(acme, dry_run=True)
    assert would.counts["key_results"]["new"] == 7
    assert acme.revision == revision
    assert [each.key_result.key_result for each in would.key_results] == [
        each.key_result.key_result for each in bring(acme).key_results
    ]


def test_what_cannot_be_kept_keeps_everything_out(acme: Store):
    with pytest.raises(bringing.PageRefused) as refused:
        bring(acme, OURS.replace("weight 2", "weight -2"))
    assert str(refused.value.problems[0]) == (
        "page.md, line 9, column weight: expected a weight of 0 or more (found '-2')"
    )
    assert objectives(acme) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"Just prose.", "No objective was found in page.md"),
        (b"# \xff\xfe", "not UTF-8"),
        (b"# O\n" * 600_000, "larger than 2 MB"),
    ],
)
def test_what_is_no_page_of_okrs_is_refused_in_a_sentence(content: bytes, told: str):
    with pytest.raises(bringing.PageRefused, match=told):
        bringing.read("page.md", content)


def test_a_quarter_that_is_none_and_a_page_of_another_are_told(acme: Store):
    with pytest.raises(UsageError):
        bringing.bring_in(acme, org.SETTINGS, bringing.read("page.md", PAGE.encode()), "next quarter")
    told = bring(acme, PAGE.replace("What we want", "OKRs FY22 Q4"), dry_run=True)
    assert str(told.problems[0]) == "page.md: the page calls itself “OKRs FY22 Q4” and goes into FY23 Q1"
    assert not told.is_partial


def test_no_past_knows_what_was_brought_in(acme: Store):
    before = acme.now()
    bring(acme)
    assert drafts.state_of(acme, org.SETTINGS, NEXT, before).objectives == ()
    assert journal.quarters(acme, acme.now()) == ["FY22 Q4"]


# The command line


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "okrs.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def okr(store: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, words), "--store", str(store)])


def test_the_command_line_brings_a_page_in_and_says_what_is_to_be_confirmed(page: Path, tmp_path: Path):
    store = tmp_path / "new.duckdb"
    said = okr(store, page, "--quarter", NEXT, "--dry-run", "--json")
    assert said.exit_code == 0
    document = json.loads(said.stdout)
    (objective,) = document["objectives"]
    first, *_, last = objective["key_results"]
    assert (first["kind"], first["baseline"], first["target"], first["line"]) == ("increase", 10, 25, 9)
    assert first["guessed"] == ["from 10 to 25, from “from 10 to 25”"]
    assert (last["kind"], last["target"], last["placeholders"]) == (None, None, ["N1"])
    assert last["uncertain"] == ["nothing says how it is measured"]
    printed = okr(store, page, "--quarter", NEXT)
    assert "? is this limit to be reached, or to hold every week?" in printed.stdout
    assert "Brought key_results: 7 new" in printed.stdout
    assert "Brought key_results: 7 same" in okr(store, page, "--quarter", NEXT).stdout


def test_lines_that_look_like_key_results_and_were_not_understood_end_in_three(page: Path, tmp_path: Path):
    page.write_text("- KR: Stray from 1 to 2\n\n" + PAGE, encoding="utf-8")
    said = okr(tmp_path / "new.duckdb", page, "--quarter", NEXT, "--json")
    assert said.exit_code == 3
    document = json.loads(said.stdout)
    assert document["not_understood"][0]["looks_like_key_result"]
    assert "line 1: this looks like a key result and was not understood" in document["problems"][0]


def test_a_page_needs_a_quarter_and_comes_by_itself(page: Path, tmp_path: Path):
    store, people = tmp_path / "new.duckdb", tmp_path / "people.csv"
    people.write_text("email,name\nana@acme.example,Ana\n", encoding="utf-8")
    assert (asked := okr(store, page)).exit_code == 2
    assert "Into which quarter does okrs.md go?" in asked.stderr
    assert (mixed := okr(store, page, people, "--quarter", NEXT)).exit_code == 2
    assert "Import a Markdown page by itself" in mixed.stderr
    assert (needless := okr(store, people, "--quarter", NEXT)).exit_code == 2
    assert "CSV files name their quarters themselves" in needless.stderr
    assert okr(store, page, "--quarter", "soon").exit_code == 2


def test_a_running_server_brings_the_same_page_in(page: Path, server: Server):
    said = okr(server.store, page, "--quarter", "FY23 Q2", "--json")
    assert said.exit_code == 0
    assert json.loads(said.stdout)["files"]["key_results"]["new"] == 7
