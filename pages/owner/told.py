"""What owners wrote, week by week, as Markdown: the newest version of each update, its older versions folded away."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from data.rules import words
from data.rules.course import Story, Week
from data.rules.okr import Update
from pages.parts import load, said, statuses

_HEADINGS = {"wins": "Wins", "risks": "Risks", "next_steps": "Next steps", "help": "Help wanted"}


def updates(story: Story, weeks: Sequence[Week]) -> None:
    """Every update, newest first. Runs of weeks without older versions are one element: each costs the reader time."""
    versions = {
        week: list(found)
        for week, found in groupby(load.versions(story.key_result.key_result), key=lambda update: update.week)
    }
    page: list[str] = []
    for week in reversed(weeks):
        newest, older = _split(versions.get(week.week, []))
        page.append(_week(story, week, newest))
        if older:
            st.markdown("\n\n".join(page))
            page = []
            _older(story, older)
    if page:
        st.markdown("\n\n".join(page))


def _split(versions: Sequence[Update]) -> tuple[Update | None, Sequence[Update]]:
    return (versions[0], versions[1:]) if versions else (None, ())


def _week(story: Story, week: Week, update: Update | None) -> str:
    look = statuses.LOOKS[week.status]
    heading = f"### Week of {words.day(week.week)} · {look.glyph} {week.status}"
    if update is None:
        value = f", {_number(story, week.value)} from the KPI" if week.value is not None else ""
        return f"{heading}\n\n:gray[No update{value}]"
    return "\n\n".join([heading, *_version(story, update)])


def _older(story: Story, versions: Sequence[Update]) -> None:
    count = words.count(len(versions), "earlier version")
    with st.expander(f"{count} of the week of {words.day(versions[0].week)}"):
        for update in versions:
            st.markdown("\n\n".join([f"**{said.ordinal(update.revisions)} version**", *_version(story, update)]))


def _version(story: Story, update: Update) -> list[str]:
    """Numbers, prose and signature of one version."""
    prose = [f"**{title}**\n{_prose(text)}" for name, title in _HEADINGS.items() if (text := getattr(update, name))]
    return [_numbers(story, update), *prose, f":small[:gray[{_signature(story, update)}]]"]


def _numbers(story: Story, update: Update) -> str:
    parts = (
        None if update.value is None or story.key_result.kind == "done" else f"**{_number(story, update.value)}**",
        None if update.confidence is None else f"{words.number(update.confidence, '%')} confident",
        None if update.status is None else f"stated {update.status}",
    )
    return ", ".join(part for part in parts if part)


def _signature(story: Story, update: Update) -> str:
    owner = story.key_result.owner
    stood_in = f", in place of {said.name(owner)}" if update.author and owner not in (None, update.author) else ""
    version = f", {said.ordinal(update.revisions)} version" if update.revisions > 1 else ""
    link = f" · [evidence](<{update.link}>)" if _is_web(update.link) else f" · {update.link}" if update.link else ""
    late = f", {said.timing(update)}" if said.timing(update) else ""
    return f"{said.name(update.author)}{stood_in}, {said.moment(update.recorded_at)}{late}{version}{link}"


def _number(story: Story, value: float | None) -> str:
    return _prose(words.number(value, story.key_result.unit)) if value is not None else ""


def _prose(text: str) -> str:
    """People's Markdown; a dollar is a dollar and not the beginning of a formula."""
    return text.replace("$", "\\$")


def _is_web(link: str | None) -> bool:
    return link is not None and link.startswith(("https://", "http://")) and not set(link) & set("<> \n")
