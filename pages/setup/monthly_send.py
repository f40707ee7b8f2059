"""Who gets the monthly update, the button that sends it once, and the same as a file."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from data import exporting
from data.telling import monthly_sends, reaching
from data.telling.monthly import Draft
from pages.parts import acts, load, who

_REFUSED = "monthly.refused"
_MOST_BYTES = 100_000  # Gmail shows the first 102 kB and hides the rest behind a link
_SET_UP = Markup(
    '<p class="note">Mail is not set up: {} in <code>okr.toml</code> {} empty. <code>okr.example.toml</code> tells '
    "what each is for; the password is <code>OKR_MAIL__PASSWORD</code>. The update can be downloaded all the same.</p>"
)


def show(draft: Draft, wrong: str | None) -> None:
    """`wrong` is what stands in the way of sending what is in the fields."""
    if refused := st.session_state.pop(_REFUSED, None):
        st.warning(refused)
    lacking, why_not = _lacking(), None
    _html(_SET_UP.format(", ".join(lacking), "is" if len(lacking) == 1 else "are") if lacking else _told(draft))
    if (size := len(draft.page.html.encode())) > _MOST_BYTES:
        _html(Markup('<p class="note">{} kB of text: Gmail hides what comes after 102 kB.</p>').format(size // 1000))
    with st.container(horizontal=True, vertical_alignment="center", key="monthly_send"):
        if not lacking and not draft.is_empty:
            _send(draft, why_not := wrong or _why_not(draft))
        _download(draft)
    if why_not and why_not != wrong:  # that stands below the fields
        _html(Markup('<p class="note">{}</p>').format(why_not))
    if not load.settings().org.address:
        _html(Markup('<p class="note">{}</p>').format(reaching.LINKLESS))


def _why_not(draft: Draft) -> str | None:
    """Why whoever looks cannot send it: everything that leaves is somebody's."""
    person = load.people().get(who.me() or "")
    if person is None:
        return "Who sends it? Say who you are at the top of the page."
    return monthly_sends.why_not_send(person, draft.team)


def _download(draft: Draft) -> None:
    """The update as files, made when they are asked for: for a mail program that sends it, and for a browser."""
    name = f"monthly-{draft.month:%Y-%m}{f'-{draft.team}' if draft.team else ''}"
    files = (
        (
            "eml",
            partial(monthly_sends.as_file, load.settings(), draft),
            exporting.MAIL,
            "Opens in a mail program, to be sent.",
        ),
        ("html", lambda: draft.page.self_contained, exporting.HTML, "Opens in a browser."),
    )
    for suffix, content, kind, told in files:
        st.download_button(
            f"Download .{suffix}",
            data=content,
            file_name=f"{name}.{suffix}",
            mime=kind,
            icon=":material/download:",
            on_click="ignore",
            help=told,
            key=f"monthly.download.{suffix}",
        )


def _lacking() -> list[str]:
    mail = load.settings().mail
    return [f"[mail] {name}" for name in ("host", "sender", "to") if not getattr(mail, name)]


def _told(draft: Draft) -> Markup:
    to = Markup(", ").join(Markup("<b>{}</b>").format(each) for each in draft.to)
    went = " It went already." if draft.before else ""
    if draft.before and draft.left != draft.to:
        went = f" It went already, but not to {', '.join(draft.left)}."
    return Markup('<p class="monthly-to">Goes to {}, from {}.{}</p>').format(to, draft.sender, went)


def _send(draft: Draft, why_not: str | None) -> None:
    """A mail cannot be taken back: a second click sends it, after which the question is closed and asked anew."""
    went_at = draft.before.recorded_at if draft.before else None
    label = "Send …" if not draft.before else "Send it again …" if draft.left == draft.to else "Send to the others …"
    key = f"monthly.ask.{draft.month}.{draft.team}.{went_at}"
    with st.popover(label, icon=":material/send:", key=key, disabled=why_not is not None):
        st.text(f"“{draft.subject}” goes to {', '.join(draft.left)}. It cannot be taken back.")
        st.button(
            "Send now",
            key="monthly.send",
            type="primary",
            disabled=why_not is not None,
            on_click=acts.guarded,
            args=(_post, draft),
        )


def _post(draft: Draft) -> None:
    again = draft.before is not None
    sent = monthly_sends.send(load.store(), load.settings(), draft.month, draft.team, again=again, by=who.me())
    if sent.refused:
        told = "; ".join(f"{address} ({reason})" for address, reason in sent.refused.items())
        st.session_state[_REFUSED] = f"Sent, but the mail server refused {told}."


def _html(*body: Markup) -> None:
    st.html(Markup('<div class="okr">{}</div>').format(Markup("").join(body)))
