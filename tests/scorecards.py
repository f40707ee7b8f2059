"""An invented quarter's scorecard: every kind of key result, every grade, moved goalposts, long and missing prose.

Nothing here is computed: it is what a scorecard may hold, so that what is drawn from one can be read against it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from data.rules.meeting import Action
from data.rules.okr import GradeBand, Person
from data.rules.scorecard import (
    Given,
    Goalpost,
    KeyResultScore,
    ObjectiveScore,
    Retrospect,
    Scorecard,
    Suggestion,
    Tally,
    Warning,
    Wording,
)

INES, MARTA, NOOR = "ines@loomline.example", "marta@loomline.example", "noor@loomline.example"
PEOPLE = {
    INES: Person(INES, "Ines Halloran", "vp", "Product"),
    MARTA: Person(MARTA, "Marta Kowalczyk", "director", "Platform"),
    NOOR: Person(NOOR, "Noor Siddiqi", "owner", "Growth"),
}
ENDED = datetime(2022, 2, 3, 17, 0, tzinfo=UTC)


def key_result(name: str, objective: str, title: str, **facts: Any) -> KeyResultScore:
    """A key result that was reached as it was first worded, but for what is said otherwise."""
    measure = facts.pop("measure", "from 0 to 10")
    suggested = facts.pop("suggested", Suggestion(1.0, "achieved", "100% of the way, achieved from 90%"))
    last = Wording(title, measure, facts.get("progress", 1.0), suggested)
    row = KeyResultScore(
        key_result=name,
        objective=objective,
        title=title,
        owner=NOOR,
        team="Growth",
        kind="increase",
        unit=None,
        commitment="committed",
        confidential=False,
        weight=1.0,
        cancelled=False,
        baseline=0.0,
        target=10.0,
        low=None,
        high=None,
        stretch=None,
        value=10.0,
        value_as_of=datetime(2022, 1, 28, 16, 0, tzinfo=UTC),
        progress=1.0,
        confidence=95.0,
        status="on track",
        first=last,
        last=last,
        given=None,
        changes=(),
        warning=None,
        retro=None,
    )
    return replace(row, **facts)


def given(score: float, grade: GradeBand, note: str | None = None, by: str = INES) -> Given:
    return Given(score, grade, note, by, ENDED)


_LATENCY = key_result(
    "latency",
    "cloud",
    "Search p95 on cloud falls to 450 ms",
    owner=MARTA,
    team="Platform",
    kind="decrease",
    unit="ms",
    baseline=840.0,
    target=450.0,
    stretch=380.0,
    value=497.0,
    progress=0.88,
    weight=2.0,
    measure="from 840 to 450 ms",
    confidence=80.0,
    status="at risk",
    suggested=Suggestion(0.88, "partly", "88% of the way from 840 to 450 ms; partly from 75%, achieved from 90%"),
    given=given(0.9, "achieved", "The last shard moved on the day after the quarter: we count it."),
    warning=Warning(6, date(2021, 12, 13), date(2022, 1, 10), "40% done, 55% of the quarter gone"),
    retro=Retrospect(
        "497 ms, from 840. The best quarter for speed since we measure it.",
        "- **One shard at a time**, with a number after each: nobody argued about whether it helped.\n"
        "- The on-call rotation took the restarts off the team.",
        "We planned for twelve shards and found fourteen. Two of them belonged to customers with their own hosts, whom "
        "we asked in December, when nobody was there to answer.",
        "Ask the customers with hosts of their own in week 1, and count shards before we promise a number.",
        "Dele: the codec was half of it. It was on nobody's list.",
        MARTA,
    ),
)
_UPTIME = key_result(
    "uptime",
    "cloud",
    "Cloud availability stays above 99.9%",
    owner=MARTA,
    team="Platform",
    kind="stay_above",
    unit="%",
    baseline=None,
    target=99.9,
    value=99.87,
    progress=0.69,
    measure="stay above 99.9%",
    confidence=60.0,
    status="off track",
    suggested=Suggestion(0.69, "missed", "in band 9 of 13 weeks, 69%; partly from 75%"),
    given=given(0.69, "missed"),
    warning=Warning(9, date(2021, 11, 29), None, "99.71% in the week of 29 November, at least 99.9% wanted"),
)
_PAGES = key_result(
    "pages",
    "cloud",
    "At most 12 out-of-hours pages a week",
    kind="stay_below",
    unit="pages",
    baseline=None,
    target=12.0,
    value=19.0,
    progress=0.77,
    measure="stay below 12 pages",
    suggested=Suggestion(0.77, "partly", "in band 10 of 13 weeks, 77%; partly from 75%"),
)
_COST = key_result(
    "cost",
    "cloud",
    "Cost per thousand CI runs stays in its band",
    kind="band",
    unit="$",
    baseline=None,
    target=None,
    low=3.2,
    high=4.0,
    value=3.7,
    progress=0.92,
    measure="between $3.2 and $4",
    commitment="aspirational",
    suggested=Suggestion(0.92, "achieved", "in band 12 of 13 weeks, 92%; achieved from 90%"),
    given=given(0.9, "achieved", "Quietly done."),
)
_DRILL = key_result(
    "drill",
    "cloud",
    "Restore a full shard in under two hours, rehearsed",
    kind="done",
    baseline=None,
    target=None,
    value=0.0,
    progress=0.0,
    measure="done or not done",
    weight=0.5,
    suggested=Suggestion(0.0, "missed", "not done by the end of the quarter"),
    given=given(0.3, "missed", "Rehearsed once, at three hours."),
)

_WORDY = (
    "We moved the whole index to the new hosts, and found 1,204 repositories that nobody owns. Each had to be asked "
    "for by name, which took longer than the move itself. "
)
_MOVED = key_result(
    "installs",
    "self-serve",
    "80 active self-serve installs",
    unit="installs",
    baseline=20.0,
    target=80.0,
    stretch=100.0,
    value=81.0,
    progress=1.0167,
    measure="from 20 to 80 installs",
    commitment="aspirational",
    given=given(1.0, "achieved", "Reached as it is worded now. Against the first wording it would be a miss: say so."),
    changes=(
        Goalpost(
            datetime(2021, 12, 9, 16, 20, tzinfo=UTC),
            "target",
            "120",
            "80",
            "The installs that sales sets up by hand for Saltmere Rail were counted in the target but never in the "
            "number, and nobody noticed until the first forecast came out.",
            NOOR,
            INES,
        ),
        Goalpost(
            datetime(2021, 12, 9, 16, 21, tzinfo=UTC),
            "title",
            "120 active self-serve installs",
            "80 active self-serve installs",
            None,
            NOOR,
            None,
        ),
    ),
    retro=Retrospect(
        _WORDY * 2, _WORDY * 5, _WORDY * 6 + "\n\n- one\n- two", _WORDY * 4, "# Everybody\n" + _WORDY * 3, NOOR
    ),
)
_MOVED = replace(
    _MOVED,
    first=Wording(
        "120 active self-serve installs",
        "from 20 to 120 installs",
        0.61,
        Suggestion(0.61, "missed", "61% of the way from 20 to 120 installs; partly from 75%"),
    ),
)
_CHART = key_result(
    "chart",
    "self-serve",
    "A chart that five customers run",
    kind="milestones",
    unit="customers",
    baseline=None,
    target=5.0,
    value=3.0,
    progress=0.6,
    measure="milestones",
    suggested=Suggestion(0.6, "missed", "3 of 5 milestones, 60%; partly from 75%"),
    given=given(0.7, "partly", "Three of five customers, and the two others have a date. | piped *starred*"),
    warning=Warning(0, None, None, "nothing before the last week"),
    retro=Retrospect(None, "The chart itself.", None, None, None, NOOR),
)
_BASELINE = key_result(
    "blocked",
    "self-serve",
    "Know how long a red build blocks a merge",
    kind="baseline",
    unit="min",
    baseline=41.0,
    target=None,
    value=41.0,
    progress=1.0,
    measure="establish the baseline",
    suggested=Suggestion(1.0, "achieved", "the baseline is recorded"),
    given=given(1.0, "achieved"),
)
_UNKNOWN = key_result(
    "docs",
    "self-serve",
    "Everybody who installs finds the answer in the documentation, without a ticket and without a call, on the first "
    "try and in their own language",
    owner=None,
    unit="%",
    baseline=None,
    target=70.0,
    value=None,
    value_as_of=None,
    progress=None,
    confidence=None,
    status="silent",
    measure="from ? to 70%",
    suggested=Suggestion(None, None, "no value was ever written"),
)
_DROPPED = key_result(
    "airgap",
    "self-serve",
    "Air-gapped bundle runs at two customers",
    cancelled=True,
    value=0.0,
    target=2.0,
    progress=0.0,
    status="cancelled",
    measure="from 0 to 2 customers",
    suggested=Suggestion(None, None, "it was dropped on 8 December"),
    changes=(
        Goalpost(
            datetime(2021, 12, 8, 18, 40, tzinfo=UTC),
            "dropped",
            "no",
            "yes",
            "Both customers for the trial moved to spring.",
            MARTA,
            INES,
        ),
    ),
)
_ARR = key_result(
    "arr",
    "revenue",
    "Self-serve ARR reaches $620k",
    owner=INES,
    team="Product",
    confidential=True,
    unit="$k",
    baseline=420.0,
    target=620.0,
    value=561.0,
    progress=0.705,
    measure="from $420k to $620k",
    suggested=Suggestion(0.705, "missed", "71% of the way from $420k to $620k; partly from 75%"),
    given=given(0.7, "missed", "Saltmere Rail signed for $40k in February."),
    warning=Warning(3, date(2022, 1, 3), None, "$533k, $560k expected"),
    retro=Retrospect("$561k", "The checkout.", "Trials of Saltmere Rail were late.", "Ask finance", None, INES),
)

_OBJECTIVES = (
    ObjectiveScore(
        "cloud",
        "Cloud is quick enough to demo without fear",
        "Every lost trial in the spring mentioned speed. A demo that needs an apology is not a demo.",
        MARTA,
        "Platform",
        1.0,
        Suggestion(0.72, "missed", "0.72, the mean of 5 key results by their weights"),
        given(0.8, "partly", "Demos are done live again. The outage in December is the one thing we would take back."),
    ),
    ObjectiveScore(
        "self-serve",
        "Self-hosted without a call to support",
        None,
        NOOR,
        "Growth",
        1.0,
        Suggestion(0.87, "partly", "0.87, the mean of 3 key results; 1 has no score, 1 was cancelled"),
        None,
    ),
    ObjectiveScore(
        "revenue",
        "People pay us without talking to us",
        "Talking does not scale.",
        INES,
        "Product",
        1.0,
        Suggestion(0.7, "missed", "0.7, its one key result"),
        given(0.7, "missed", None),
    ),
)


def tally(quarter: str, *counts: int, mean: float | None = 0.7, **more: Any) -> Tally:
    names = ("achieved", "partly", "missed", "ungraded", "cancelled")
    facts = {"committed_mean": 0.66, "aspirational_mean": 0.93, "rewritten": 1, "warned": 4.5} | more
    return Tally(quarter, dict(zip(names, counts, strict=True)), mean, **facts)


def rich() -> Scorecard:
    """FY22 Q4 of Loomline, final: three objectives, eleven key results of all kinds, one of them confidential."""
    return Scorecard(
        quarter="FY22 Q4",
        state="final",
        as_of=datetime(2022, 2, 4, 9, 0, tzinfo=UTC),
        preset="percent",
        objectives=_OBJECTIVES,
        key_results=(_LATENCY, _UPTIME, _PAGES, _COST, _DRILL, _MOVED, _CHART, _BASELINE, _UNKNOWN, _DROPPED, _ARR),
        tally=tally("FY22 Q4", 4, 2, 3, 1, 1, mean=0.74),
        earlier=(
            tally("FY22 Q3", 9, 3, 3, 0, 0, mean=0.87, rewritten=1, warned=None),
            tally("FY22 Q2", 6, 4, 5, 1, 2, mean=0.64),
        ),
        final_by=INES,
        final_at=ENDED,
    )


def unwritten() -> Scorecard:
    """The same quarter on its first day: open, nothing given, nothing known, no quarter before it."""
    rows = tuple(
        replace(
            row,
            value=None,
            progress=None,
            given=None,
            retro=None,
            warning=None,
            changes=(),
            last=replace(row.last, progress=None, suggested=Suggestion(None, None, "no value yet")),
            first=replace(row.last, progress=None, suggested=Suggestion(None, None, "no value yet")),
        )
        for row in rich().key_results
    )
    objectives = tuple(
        replace(each, suggested=Suggestion(None, None, "no key result has a score"), given=None) for each in _OBJECTIVES
    )
    return replace(
        rich(),
        state="open",
        key_results=rows,
        objectives=objectives,
        tally=tally("FY22 Q4", 0, 0, 0, 10, 1, mean=None, committed_mean=None, aspirational_mean=None, rewritten=0),
        earlier=(),
        final_by=None,
        final_at=None,
    )


def wordy() -> Scorecard:
    """The rich one as people could write it: long titles, 2,000 characters of prose, words without a break."""
    unbroken = "https://example.com/" + "w" * 1980
    long = "Every self-hosted customer with more than ten thousand repositories searches them within one second each"

    def of(number: int, row: KeyResultScore) -> KeyResultScore:
        title = f"{long}, {number:02}" if number % 2 else f"{number:02}" + "Unbroken" * 15
        posts = tuple(replace(change, reason=(change.reason or "") * 9, old=unbroken) for change in _MOVED.changes)
        return replace(
            row,
            title=title,
            team="Platform and everything that has to do with it " * 3,
            unit="repositories with symbols" if number % 4 == 0 else row.unit,
            first=replace(_MOVED.first, title=title * 2, measure=row.first.measure * 9),
            last=replace(row.last, suggested=replace(row.last.suggested, why=row.last.suggested.why * 9)),
            given=given(0.8, "partly", _WORDY * 12) if number % 3 else None,
            changes=posts * 4,
            warning=Warning(3, date(2022, 1, 3), date(2022, 1, 10), "late " * 90),
            retro=Retrospect(_WORDY * 12, _WORDY * 12, unbroken, "- **Ana**: one\n" * 140, _WORDY * 12, NOOR),
        )

    rows = [of(number, row) for number, row in enumerate((*rich().key_results, *rich().key_results))]
    return replace(
        rich(),
        key_results=tuple(replace(row, key_result=f"kr-{number}") for number, row in enumerate(rows)),
        objectives=tuple(
            replace(each, title=each.title * 5, why=_WORDY * 9, given=given(0.8, "partly", _WORDY * 9))
            for each in _OBJECTIVES
        ),
        earlier=tuple(tally(f"FY2{year} Q{number}", 9, 3, 3, 0, 2) for year in (2, 1, 0) for number in (3, 2, 1)),
    )


ACTIONS = (
    Action("a1", date(2022, 1, 31), "Ask the customers with hosts of their own in week 1", MARTA, date(2022, 2, 11)),
    Action("a2", date(2022, 1, 31), "Count the shards", None, None, "latency"),
    Action("a3", date(2022, 1, 31), "Tell finance about $561k", INES, date(2022, 2, 18), "arr"),
    Action("a4", date(2022, 1, 31), "Book the room for the kick-off", NOOR, None, None, date(2022, 2, 2)),
    Action("a5", date(2022, 1, 31), "Something nobody wants any more", NOOR, withdrawn=True),
)
