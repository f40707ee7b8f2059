"""The clock of the meeting and of the item on screen; it ticks in the browser and costs no script run.

When the meeting was started by hand, and how long each slide was on screen, the browser remembers: a reload or a lost
connection does not set the clock back.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.components import v2 as components

_HTML = """
<div class="clock" role="timer" aria-label="Clock of the meeting and of this item">
  <span class="meeting"></span><button type="button">Start</button><span class="item"></span>
</div>
"""

_CSS = """
.clock { display: flex; align-items: baseline; justify-content: flex-end; gap: 1.2em; white-space: nowrap;
  font: 1rem/1.4 var(--st-font); font-variant-numeric: tabular-nums; color: var(--soft); }
.clock b { color: var(--ink); font-weight: 650; } .clock .over, .clock .over b { color: var(--bad); }
.clock button { font: inherit; cursor: pointer; color: var(--accent); background: none; padding: 0 0.7em;
  border: 1px solid currentcolor; border-radius: 6px; }
.clock [hidden] { display: none; }
"""

_JS = """
const read = (shelf, key) => JSON.parse(shelf.getItem(key) ?? "null");
const keep = (shelf, key, value) => shelf.setItem(key, JSON.stringify(value));
const clock = (ms) => {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};
const minutes = (ms) => Math.round(Math.abs(ms) / 60000);

export default function ({ data, parentElement }) {
  const [meeting, button, item] = [".meeting", "button", ".item"].map((each) => parentElement.querySelector(each));
  const began = `okr.sync.${data.week}.began`, spent = `okr.sync.${data.week}.${data.slide}`;
  const minute = 60000, whole = data.minutes * minute;

  // The planned beginning, counted from when this tab first heard of it; a start by hand goes before.
  const planned = `${began}.planned`;
  if (read(sessionStorage, planned) === null) keep(sessionStorage, planned, Date.now() + data.begins_in * 1000);
  const beginning = () => {
    const started = read(localStorage, began);
    if (started !== null && Date.now() - started < 4 * whole) return started;
    const then = read(sessionStorage, planned);
    return Date.now() - then < 2 * whole ? then : null;
  };

  const of_meeting = () => {
    const begin = beginning(), gone = begin === null ? -Infinity : Date.now() - begin;
    button.hidden = gone >= 0;
    if (begin === null) return "";
    if (gone < 0) return `begins in <b>${minutes(gone) || "under a"} min</b>`;
    const behind = gone - data.until * minute, ahead = data.since * minute - gone;
    const course = behind > minute ? `, <span class="over">${minutes(behind)} min behind</span>`
      : ahead > minute ? `, ${minutes(ahead)} min ahead` : "";
    return `<span class="${gone > whole ? "over" : ""}"><b>${clock(gone)}</b> of ${data.minutes} min</span>${course}`;
  };
  const of_item = () => {
    if (button.hidden === false) return "";
    const left = data.item_minutes * minute - (read(sessionStorage, spent) ?? 0);
    if (left < 0) return `<span class="over">this item <b>${clock(left)}</b> over</span>`;
    return `this item <b>${clock(left)}</b> left`;
  };

  let seen = Date.now();
  const tick = () => {
    const now = Date.now();
    if (button.hidden) keep(sessionStorage, spent, (read(sessionStorage, spent) ?? 0) + now - seen);
    seen = now;
    meeting.innerHTML = of_meeting();
    item.innerHTML = of_item();
  };
  button.onclick = () => { keep(localStorage, began, Date.now()); tick(); };
  clearInterval(parentElement.ticking);
  parentElement.ticking = setInterval(tick, 500);
  tick();
  return () => clearInterval(parentElement.ticking);
}
"""


@st.cache_resource
def _component() -> Callable[..., object]:
    return components.component("okr.clock", html=_HTML, css=_CSS, js=_JS)


def show(
    *, week: str, slide: str, begins_in: float, minutes: float, since: float, until: float, item_minutes: float
) -> None:
    """Draw the clock.

    `begins_in` is in seconds, negative once the meeting has begun; the rest is in minutes: of the meeting, planned
    before this slide (`since`) and with it (`until`), and of this slide.
    """
    data = {
        "week": week,
        "slide": slide,
        "begins_in": begins_in,
        "minutes": minutes,
        "since": since,
        "until": until,
        "item_minutes": item_minutes,
    }
    _component()(data=data, key="sync_clock")
