"""The work of a week as a table: what slipped, what was closed, what is overdue and what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.exports.decks import deck_tables
from data.exports.decks.deck_words import cell
from data.exports.decks.slide_look import BAD, SOFT
from data.exports.decks.slide_parts import Cell, Column
from data.exports.decks.slides import Deck
from data.rules import tracking, values
from data.rules.tracking import Tracked

Told = tuple[str, Tracked]  # an item, and what is to be said of it: slipped, closed, overdue or due

_MOST = 12  # of each kind: a deck is not the tracker
_COLUMNS = (
    Column("", 1.4),
    Column("Item", 5.2, most_lines=2),
    Column("Key result", 3.333, most_lines=2),
    Column("Target date", 2.4, "right"),
)


def told(moves: tracking.Moves, overdue: Sequence[Tracked], due: Sequence[Tracked]) -> list[Told]:
    """What a deck says of the work, in its order."""
    kinds = {"Slipped": moves.slipped, "Closed": moves.closed, "Overdue": overdue, "Due": due}
    return [(what, each) for what, found in kinds.items() for each in found[:_MOST]]


def add(deck: Deck, work: Sequence[Told], titles: Mapping[str, str]) -> None:
    """The slides of the work; none where there is nothing to tell. `titles` are those of key results by id."""
    rows = [_row(what, each, titles) for what, each in work]
    deck_tables.tables(deck, "Work", _COLUMNS, rows, [f"{what}: {each.title}" for what, each in work])


def _row(what: str, tracked: Tracked, titles: Mapping[str, str]) -> list[Cell]:
    item = tracked.item
    is_web = (item.url or "").startswith(("https://", "http://"))
    return [
        cell(what, colour=BAD if what in ("Slipped", "Overdue") else SOFT),
        cell(tracked.title, bold=what != "Closed", link=item.url if is_web else None),
        cell(titles.get(tracked.key_result or "", item.key_result), colour=SOFT),
        _date(what, tracked),
    ]


def _date(what: str, tracked: Tracked) -> Cell:
    """ "14 Jan → 19 Jan", "closed 12 Jan", "due 21 Jan"."""
    item, slip = tracked.item, tracked.slip
    if what == "Slipped" and slip and slip.before:
        return cell(f"{values.short_day(slip.before)} → {values.short_day(slip.now)}")
    if what == "Closed":
        return cell(f"closed {values.short_day(item.closed_at)}" if item.closed_at else "done", colour=SOFT)
    return cell(values.short_day(item.target_date) if item.target_date else None)
