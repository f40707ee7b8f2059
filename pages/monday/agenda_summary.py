"""The summary of the newest closed week, as it goes to Slack."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from data.rules import words
from pages.monday import agenda_parts
from pages.parts import load, outbox

_NOTHING = Markup(
    '<p class="soft">No week is closed yet. When the meeting is over and its week is closed, the summary for Slack '
    "stands here.</p>"
)


def show(week: date | None) -> None:
    """The summary of a closed week; None when no week is closed."""
    if week is None:
        agenda_parts.heading("Summary after the meeting")
        agenda_parts.html(_NOTHING)
        return
    agenda_parts.heading("Summary after the meeting", f"what goes to Slack about the week of {words.day(week)}")
    outbox.show(load.summary(week))
