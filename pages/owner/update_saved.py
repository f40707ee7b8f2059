"""What the owner gets back for an update: where the key result stands now, and the way to the next one that is due."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from data.rules import words
from data.rules.okr import KeyResult
from data.rules.review import Flag
from pages.owner.update_form import Form, Saved
from pages.parts import judgement, links, said, statuses


def of(form: Form) -> Saved | None:
    """What was just saved in this form; coming to any other form forgets it."""
    saved: Saved | None = st.session_state.get("log.saved")
    if saved and (saved.logged.update.key_result, saved.logged.update.week) == (form.key_result.key_result, form.week):
        return saved
    forget()
    return None


def forget() -> None:
    """Show the form again."""
    st.session_state.pop("log.saved", None)


def show(form: Form, saved: Saved, following: KeyResult | None) -> None:
    """The receipt, the board's new standing, and one tap to what is due next."""
    st.html(Markup('<div class="okr"><h1>Saved</h1><div class="facts">{}</div></div>').format(_receipt(form, saved)))
    newer = saved.logged.newer
    if newer:
        st.warning(
            f"{said.name(newer.author)} saved a version on {said.moment(newer.recorded_at)}, after you opened yours. "
            "Both are kept; yours is the newest and counts."
        )
    st.html(_standing(form, saved))
    st.html(_onwards(following))
    st.button("Revise it", key="log_revise", icon=":material/edit:", type="tertiary", on_click=forget)


def _receipt(form: Form, saved: Saved) -> Markup:
    update, owner = saved.logged.update, form.key_result.owner
    facts = (
        f"Week of {words.day(update.week)}",
        f"by {said.name(update.author)}"
        + (f", in place of {said.name(owner)}" if owner not in (None, update.author) else ""),
        f"{said.moment(update.recorded_at)}, {said.timing(update) or 'in time'}",
        f"{said.ordinal(update.revisions)} version" if update.revisions > 1 else "",
    )
    return Markup("").join(Markup("<span>{}</span>").format(fact) for fact in facts if fact)


def _standing(form: Form, saved: Saved) -> Markup:
    row, before = saved.logged.row, saved.before
    was = f" (before: {before.status})" if before.status != row.status else ""
    head = Markup("<h3>The board now shows</h3><p><b>{}</b><br>{}{}</p>").format(
        links.link(row.title, "/kr", kr=row.key_result), statuses.badge(row.status), was
    )
    return Markup('<div class="okr card judged">{}{}{}{}{}{}</div>').format(
        head,
        judgement.pace(row),
        judgement.implied(row),
        judgement.landing(row, form.due),
        judgement.flags(row.flags),
        _moved(before.flags, row.flags),
    )


def _moved(before: Sequence[Flag], now: Sequence[Flag]) -> Markup:
    """Which flags this update fired and which it cleared."""
    fired, cleared = _missing_from(before, now), _missing_from(now, before)
    told = [f"New: {', '.join(fired)}." if fired else "", f"Cleared: {', '.join(cleared)}." if cleared else ""]
    return Markup("<p>{}</p>").format(" ".join(filter(None, told))) if fired or cleared else Markup("")


def _missing_from(these: Sequence[Flag], those: Sequence[Flag]) -> list[str]:
    names = {flag.flag for flag in these}
    return [flag.flag for flag in those if flag.flag not in names]


def _onwards(following: KeyResult | None) -> Markup:
    week = st.query_params.get("week")
    if following is None:
        link = links.link("See the board", "/")
        return Markup('<div class="okr"><p>Nothing else is due for you this week. {}</p></div>').format(link)
    address = links.to("/log", kr=following.key_result, week=week)
    return Markup('<div class="okr"><a data-page class="next" href="{}">Next: {}</a></div>').format(
        address, following.title
    )
