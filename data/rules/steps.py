"""The steps an org plans by, as its settings word them, and those of the handbook, which are the default."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_WEEKS = 14
FINAL_QUARTER = 4  # in which the year's planning takes place in full
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PAGE = re.compile(r"(/[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a calendar, as the settings word it. Raises ValueError with a sentence for what cannot be laid out.

    `who` takes it, in words; anyone may give input where it `takes_input`; it `has_document` when a link is expected;
    `page` is where it is done in this app; it falls in the `quarters` named.
    """

    step: str
    week: int
    title: str
    who: str
    about: str = ""
    takes_input: bool = False
    has_document: bool = False
    page: str = ""
    quarters: tuple[int, ...] = (1, 2, 3, 4)

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.step):
            raise ValueError(f"“{self.step}” is no name of a step. Use small letters, digits and hyphens: final-draft.")
        if not 1 <= self.week <= MOST_WEEKS:
            raise ValueError(f"The step “{self.step}” is in week {self.week}. A quarter's weeks are 1 to {MOST_WEEKS}.")
        if not (self.title.strip() and self.who.strip()):
            raise ValueError(f"The step “{self.step}” needs a title and who takes it.")
        if not self.quarters or not set(self.quarters) <= {1, 2, 3, 4}:
            raise ValueError(f"The step “{self.step}” falls in no quarter. Its quarters are some of 1, 2, 3 and 4.")
        if not _PAGE.fullmatch(self.page):
            raise ValueError(
                f"The step “{self.step}” leads to “{self.page}”, no page of this app. Write it like /okrs."
            )


QUARTERLY = (
    Step(
        "kick-off",
        1,
        "Kick off the quarter",
        "VPP, VPE",
        "The department sees the scorecard of the quarter that ended, the company kick-off hears the new OKRs.",
        page="/scorecard",
    ),
    Step(
        "priorities",
        7,
        "Collect what should matter next quarter",
        "VPP, VPE; directors",
        "The exec team names problems, directors ask their teams. Anyone may say what should matter.",
        takes_input=True,
    ),
    Step(
        "first-okrs",
        8,
        "Write the first department OKRs",
        "VPP, VPE and directors",
        "They are shown to the exec team for comments.",
        has_document=True,
        page="/okrs",
    ),
    Step(
        "final-draft",
        9,
        "Write the final draft of the OKRs",
        "VPP, VPE and directors",
        "The exec team's comments are worked in.",
        has_document=True,
        page="/okrs",
    ),
    Step(
        "approval",
        10,
        "Approve and publish the OKRs",
        "VPP, VPE",
        "The exec team approves them. They are published in the handbook and announced on Slack.",
        has_document=True,
        page="/okrs",
    ),
    Step(
        "scorecard-draft",
        12,
        "Draft the scorecard",
        "Directors",
        "Directors ask their teams how each key result went.",
        page="/scorecard",
    ),
    Step(
        "retro-directors",
        13,
        "First retro: VPs with directors",
        "VPP, VPE and directors",
        "One hour, a safe space. Owners have written a note on each key result.",
        page="/retro",
    ),
    Step(
        "retro-cto",
        13,
        "Second retro: VPs with the CTO's team",
        "VPP, VPE and the CTO's team",
        "After it the scorecard is final.",
        has_document=True,
        page="/retro",
    ),
)

ANNUAL = (
    Step(
        "year-vision",
        2,
        "Write a first vision for next year",
        "VPP, VPE",
        has_document=True,
        quarters=(FINAL_QUARTER,),
    ),
    Step(
        "year-comments",
        3,
        "Comment on the vision",
        "Execs and others concerned",
        takes_input=True,
        quarters=(FINAL_QUARTER,),
    ),
    Step("year-second", 4, "Write the second draft", "VPP, VPE", has_document=True, quarters=(FINAL_QUARTER,)),
    Step(
        "year-directors",
        5,
        "Comment on the second draft",
        "Directors",
        takes_input=True,
        quarters=(FINAL_QUARTER,),
    ),
    Step(
        "year-final",
        6,
        "Publish the final vision",
        "VPP, VPE",
        "In the handbook and on Slack.",
        has_document=True,
        quarters=(FINAL_QUARTER,),
    ),
    Step(
        "year-review",
        6,
        "Read the year's vision again",
        "VPP, VPE; directors",
        "A light review: does it still hold, and what should change?",
        takes_input=True,
        has_document=True,
        quarters=(1, 2, 3),
    ),
)


@dataclass(frozen=True, slots=True)
class Calendars:
    """An org's two calendars. Raises ValueError when two steps have one name: their records would be mixed up."""

    quarterly: tuple[Step, ...] = QUARTERLY
    annual: tuple[Step, ...] = ANNUAL

    def __post_init__(self) -> None:
        names = [step.step for step in (*self.quarterly, *self.annual)]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"Two planning steps are called “{twice}”. Give each a name of its own.")
