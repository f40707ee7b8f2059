"""The handbook's page: what is published and nothing else, with confidential numbers under names that stay."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from data import exporting, running
from data.cli import main
from data.config import Org, Settings
from data.exports import handbook as pages
from data.quarter import approving, bringing, drafting, drafts, publishing, rewording
from data.quarter.publishing import NothingPublished
from data.quarter.rewording import Grounds
from data.rules import measure, stages
from data.rules.drafting import Written
from data.rules.handbook import Handbook, KeyResultTold, ObjectiveTold
from data.rules.measure import Measure
from data.rules.okr import KINDS, KeyResult, Milestone, Objective
from data.sources import markdown
from data.store.connection import Store
from tests import org

ANA, BEN = "ana@acme.example", "ben@acme.example"
NOW = "FY22 Q4"
GROUNDS = Grounds("The market moved", "Vera")
OKRS = {
    "people": """
        email,name,team
        ana@acme.example,Ana,Growth
        ben@acme.example,Ben,Growth
    """,
    "objectives": """
        objective,quarter,title,why,team,owner,state
        money,FY22 Q4,Self-serve pays 620 thousand,"Today 410k, at Saltmere Rail and 12 others",Growth,ana@acme.example,
        search,FY22 Q4,Saltmere Rail finds it,People wait 3 s,Search,ben@acme.example,
        later,FY22 Q4,Not yet told,,Search,ben@acme.example,approved
    """,
    "key_results": """
        key_result,objective,title,owner,kind,unit,baseline,target,stretch,confidential,link
        arr,money,ARR from $410k to $620k in 2 steps,ana@acme.example,increase,$k,410,620,650,yes,https://x.example/arr
        deals,money,9 deals,ben@acme.example,increase,deals,,9,,yes,
        quick,search,p95 falls to 400 ms,ben@acme.example,decrease,ms,900,400,,,https://x.example/saltmere-rail/p95
        told,later,Told,ben@acme.example,done,,,,,,
    """,
}


@pytest.fixture
def acme(store: Store) -> Store:
    org.bring_in(store, **OKRS)
    return store


def page(store: Store, *, internal: bool = False, names: tuple[str, ...] = ("Saltmere Rail",)) -> str:
    known = Settings(org=Org(confidential_names=names))
    return exporting.handbook(store, known, NOW, internal=internal).content.decode()


def test_the_page_reads_like_this(acme: Store):
    assert page(acme) == (
        """\
# FY22 Q4 OKRs

N1, N2, … stand for numbers that are not public.

## Growth

### Objective: Self-serve pays N2

**Why:** Today N1, at \\[name\\] and N6 others

**Owner:** Ana

- **KR:** ARR from N1 to N2 in N4 steps *(increase from $N1k to $N2k; stretch N3; committed; owner: Ana)*
- **KR:** N5 deals *(increase from ? to N5 deals; committed; owner: Ben)*

## Search

### Objective: \\[name\\] finds it

**Why:** People wait 3 s

**Owner:** Ben

- **KR:** p95 falls to 400 ms *(from 900 to 400 ms; committed; owner: Ben)*
"""
    )


def test_inside_the_real_numbers_stand_with_what_each_name_means(acme: Store):
    told = page(acme, internal=True)
    assert "ARR from $410k to $620k in 2 steps *(from $410k to $620k; stretch 650" in told
    assert "Saltmere Rail finds it" in told
    assert "| N2   | $620k   | the target of “ARR from $410k to $620k in 2 steps”" in told
    assert "| N4   | 2       | in the title of “ARR from $410k to $620k in 2 steps”" in told
    assert "| N6   | 12      | in the why of “Self-serve pays 620 thousand”" in told


def test_nothing_confidential_is_on_the_page(acme: Store):
    told = page(acme)
    for secret in ("410", "620", "650", "altmere", "x.example/arr", "12", "9 deals", "@"):
        assert secret not in told


def test_a_number_keeps_its_name_whatever_is_added_and_changed_later(acme: Store):
    before = page(acme)
    arr = next(kr for kr in _key_results(acme) if kr.key_result.key_result == "arr").written
    rewording.change(acme, replace(arr, key_result=replace(arr.key_result, target=700.0)), GROUNDS, ANA)
    org.bring_in(
        acme,
        key_results="""
            key_result,objective,title,owner,kind,baseline,target,confidential
            a-first,money,A first one from 5 to 6,ana@acme.example,increase,5,6,yes
        """,
    )
    after = page(acme)
    lines = [line for line in after.splitlines() if "A first one" not in line]
    assert [line for line in before.splitlines() if "ARR" not in line and "pays" not in line] == [
        line for line in lines if "ARR" not in line and "pays" not in line
    ]
    assert "stretch N3" in after and "increase from $N1k to $N2k" in after
    assert "A first one from N9 to N10 *(increase from N9 to N10;" in after
    assert "ARR from N1 to N7 in N4 steps" in after  # the title still says 620, which is no target any more


def _key_results(store: Store) -> list[drafts.KeyResultDraft]:
    return [kr for each in drafts.state_of(store, org.SETTINGS, NOW).objectives for kr in each.key_results]


def test_what_is_published_later_is_named_later_whatever_it_is_called(acme: Store):
    before = page(acme)
    first = drafting.save_objective(acme, Objective("", NOW, "A new one", "Why", "A team", ANA), ANA).value
    kr = KeyResult("", first.objective, "Revenue", ANA, "increase", "$k", 1, 2, confidential=True)
    drafting.save_key_result(acme, Written(kr), ANA)
    assert page(acme) == before
    for state in ("proposed", "approved", "published"):
        approving.move(acme, org.SETTINGS, NOW, state, None, objectives=[first.objective])
    assert "Revenue *(increase from $N7k to $N8k; committed; owner: Ana)*" in page(acme)
    assert "increase from $N1k to $N2k; stretch N3" in page(acme)


def test_what_is_left_out_is_said_and_a_quarter_without_anything_published_is_refused(acme: Store):
    left = exporting.handbook(acme, org.SETTINGS, NOW).left_out
    assert left == "1 objective of FY22 Q4 left out as not published: 1 approved."
    assert "Not yet told" not in page(acme)
    with pytest.raises(NothingPublished, match="Nothing is written for FY23 Q2"):
        publishing.of(acme, org.SETTINGS, "FY23 Q2")
    drafting.save_objective(acme, Objective("", "FY23 Q1", "A draft"), ANA)
    with pytest.raises(NothingPublished, match="Nothing of FY23 Q1 is published yet: 1 draft"):
        publishing.of(acme, org.SETTINGS, "FY23 Q1")
    assert publishing.of(acme, org.SETTINGS).quarter == NOW


def test_the_sample_goes_out_and_comes_back_the_same(sample: Store, tmp_path: Path, settings: Settings):
    out = exporting.handbook(sample, settings, NOW)
    with closing(running.opened(tmp_path / "other.duckdb", settings)) as other:
        people = exporting.csv_files(sample)["people.csv"]
        from data import imports

        imports.bring_in(other, settings, {"people.csv": people.encode()})
        read = bringing.read("okrs.md", out.content)
        assert read.not_understood == ()
        brought = bringing.bring_in(other, settings, read, NOW)
        assert not brought.problems
        assert _outline(other) == _outline(sample, is_masked=True)


def _outline(store: Store, *, is_masked: bool = False) -> list[Any]:
    found = drafts.state_of(store, org.SETTINGS, NOW).objectives
    return [
        (
            *(getattr(each.objective, name) for name in ("title", "why", "team", "owner")),
            [_told(kr.written, is_masked) for kr in each.key_results],
        )
        for each in found
    ]


def _told(written: Written, is_masked: bool) -> tuple[Any, ...]:
    kr = written.key_result
    is_hidden = is_masked and kr.confidential
    numbers = [None if is_hidden and name != "weight" else getattr(kr, name) for name in measure.NUMBERS]
    link = None if is_hidden else kr.link
    stages_ = [(each.milestone, each.weight, each.due) for each in written.milestones]
    return kr.title, kr.owner, kr.kind, kr.unit, kr.commitment, kr.dropped, kr.confidential, link, numbers, stages_


# Whatever people write

letters = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
signs = st.sampled_from("*_~`[]<>#|\\&!-+.()=>:1{}\"';")
marks = st.sampled_from(
    [
        *("<b>", "<!--", "-->", "{:toc}", "&amp;", "&#35;", "##", "1.", "2)", "http://x.test", "[x]", "[a](b)", "TOC"),
        *("---", "```", "Owner:", "Why:", "KR:", "**KR:**", "Objective:", "(from 1 to 2)", "*(from 1 to 2)*", "N1"),
        *("a@b.c", "===", "+", "-", ">", "<sub>", "| a |", "~~x~~", "__x__", "_x_", "[n1]: http://x", ", weight 2"),
        *("</details>", "<details>", "<br>", ", due 2022-01-02", '"', "![a](b)"),
    ]
)
texts = st.lists(marks | st.text(letters | signs, min_size=1, max_size=6), min_size=1, max_size=4).map(" ".join)
numbers = st.none() | st.floats(-1e9, 1e9)
measures = st.builds(
    Measure,
    st.sampled_from(KINDS),
    unit=st.none() | st.sampled_from(["%", "$k", "€ per seat"]) | texts,
    **dict.fromkeys(measure.NUMBERS, numbers),
    commitment=st.sampled_from([None, "committed", "aspirational"]),
    owner=st.none() | texts,
)
milestones = st.builds(
    Milestone, st.just("kr"), texts, st.none() | st.floats(0, 1e3), st.none() | st.dates(date(1990, 1, 1))
)
whys = st.lists(st.lists(texts, min_size=1, max_size=2).map("\n".join), min_size=1, max_size=2).map("\n\n".join)
key_results = st.builds(
    KeyResultTold, st.just("kr"), texts, measures, st.lists(milestones, max_size=2).map(tuple), dropped=st.booleans()
)
told_objectives = st.builds(
    ObjectiveTold,
    texts,
    st.none() | whys,
    st.none() | texts,
    st.none() | texts,
    st.lists(key_results, min_size=1, max_size=2).map(tuple),
)


@given(st.lists(told_objectives, min_size=1, max_size=2))
def test_whatever_is_published_is_read_back_without_loss(given_objectives: list[ObjectiveTold]):
    handbook = Handbook(NOW, tuple(given_objectives), {})
    read = markdown.read(pages.text(handbook))
    assert read.not_understood == ()
    in_order = sorted(given_objectives, key=lambda each: each.team is not None)
    assert [_read_back(each) for each in read.objectives] == in_order


def _read_back(draft: markdown.DraftObjective) -> ObjectiveTold:
    names = ("kind", "unit", *measure.NUMBERS, "commitment")
    found = tuple(
        KeyResultTold(
            "kr",
            kr.title,
            Measure(**{name: getattr(kr, name) for name in names}, owner=kr.owner_name),
            tuple(stages.read("kr", note) for note in kr.notes),
            dropped=kr.dropped,
        )
        for kr in draft.key_results
    )
    return ObjectiveTold(draft.title, draft.why, draft.team, draft.owner_name, found)


# The command line


def test_the_command_line_writes_the_page_and_says_what_is_not_on_it(
    sample_path: Path, tmp_path: Path, at: Callable[[str], datetime]
):
    def okr(*words: str) -> Any:
        return CliRunner().invoke(main, ["export", "handbook", "--store", str(sample_path), *words])

    out = tmp_path / "okrs.md"
    said = okr("-o", str(out))
    assert said.exit_code == 0
    assert "2 objectives of FY23 Q1 left out as not published: 1 draft, 1 proposed." in said.stdout
    assert out.read_text(encoding="utf-8").startswith("# FY23 Q1 OKRs\n")
    inside = okr("-o", str(out), "--quarter", NOW, "--internal", "--json")
    assert json.loads(inside.stdout) == {"written": [str(out)]}
    assert "| N2   | $620k  |" in out.read_text(encoding="utf-8")
    assert okr("-o", str(out), "--quarter", "FY25 Q1").exit_code == 1
