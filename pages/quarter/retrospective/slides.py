"""The slides of the retrospective's meeting as they are shown on the shared screen."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.quarter import roundtable
from data.rules import results, retro, words
from data.rules.quarterly import RetroNote
from data.rules.retro import Topic
from data.rules.scorecard import KeyResultScore
from pages.parts import acts, links, load, said
from pages.quarter.retrospective import card_list, decided, note_forms, pieces, voting
from pages.quarter.retrospective.whereabouts import Place

_FEW = 8  # achieved key results that fit the screen in full size; more are smaller, but never below the least
_LEAST = 0.7

CSS = Markup("""
.slide h1 { font-size: 2.1rem; line-height: 1.15; margin: 0.2rem 0 0.3rem; padding: 0; font-weight: 720; }
.slide h1 a { text-decoration: none; } .okr .slide .lead { font-size: 1.25rem; max-width: 50rem; margin: 0.3rem 0; }
.okr .slide .counts { display: flex; flex-wrap: wrap; gap: 0.4rem 2.2rem; list-style: none; margin: 1rem 0;
  padding: 0; }
.okr .slide .counts li { margin: 0; font-size: 1.15rem; } .slide .counts b { display: block; font-size: 2.7rem;
  line-height: 1.1; font-weight: 720; }
.okr .slide .rules { font-size: 1.15rem; padding-left: 1.3rem; } .okr .slide .rules li { margin: 0 0 0.35rem; }
.okr .wins { list-style: none; margin: 0.6rem 0 0; padding: 0; columns: 26em 2; column-gap: 2.4em;
  font-size: var(--size); }
.okr .wins li { break-inside: avoid; margin: 0; padding: 0.4em 0; border-bottom: 1px solid var(--line); }
.wins a { text-decoration: none; font-weight: 680; font-size: 1.25em; line-height: 1.2; }
.okr .wins p { margin: 0.1em 0 0; font-size: 1.05em; }
.okr .wins p + p { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.slide .ended { font-size: 2.6rem; font-weight: 720; line-height: 1.15; margin: 0.3rem 0; }
.slide .ended span { font-weight: 500; } .okr .slide .grade { font-size: 1.4rem; margin: 0.2rem 0; }
.okr .slide .why-so { font-size: 1.1rem; margin: 0 0 0.15rem; max-width: 60rem; }
.slide .grade .soft { font-size: 1.1rem; }
.st-key-retro_prose [data-testid="stMarkdownContainer"] { columns: 22rem 2; column-gap: 2.4rem;
  border-top: 1px solid var(--line); padding-top: 0.5rem; }
.st-key-retro_prose :is(p, li) { font-size: 1.25rem; line-height: 1.4; }
.st-key-retro_prose :is(p, ul, ol) { margin: 0 0 0.5rem; } .st-key-retro_prose :is(ul, ol) { padding-left: 1.3rem; }
.st-key-retro_prose h5 { font-size: 1.05rem; color: var(--soft); font-weight: 600; padding: 0; margin: 0;
  break-after: avoid; }
.st-key-retro_prose :is(p, li) { break-inside: avoid; }
.okr .topics { list-style: none; margin: 0.6rem 0; padding: 0; }
.okr .topics li { display: grid; grid-template-columns: 5rem 1fr; gap: 0.8rem; margin: 0; padding: 0.4rem 0;
  border-bottom: 1px solid var(--line); font-size: 1.2rem; }
.topics a { text-decoration: none; } .topics .over { text-decoration: line-through; color: var(--soft); }
.okr .slide .retro-card { font-size: 1.35rem; padding: 0.8rem 1.1rem; }
.okr .slide .said li { font-size: 1.3rem; margin-bottom: 0.7rem; }
""")


def show(place: Place) -> None:
    """The slide; on a topic's, the button that says it was talked about."""
    match place.slide.kind:
        case "opening":
            _slide(_opening(place))
        case "celebrate":
            _slide(_celebrate(place))
        case "key_result" if place.row:
            _slide(_key_result(place.row))
            _note(place.row, place.retro.notes.get(place.row.key_result))
        case "roundtable":
            _slide(_roundtable(place))
        case "topic" if place.topic:
            _slide(_topic(place.topic))
            _discussed(place.topic)
        case "actions":
            _slide(_actions(place))


def _slide(body: Markup) -> None:
    pieces.html(Markup('<div class="slide">{}</div>').format(body))


def _opening(place: Place) -> Markup:
    """Who is here, the rules of the room, and how far the preparation is."""
    told = [row for row in place.retro.outcomes if not row.cancelled]
    notes = sum(row.key_result in place.retro.notes for row in told)
    counted = (
        (len([row for row in told if retro.is_celebrated(row)]), "achieved"),
        (f"{notes} of {len(told)}", "notes written"),
        (len(place.retro.table.cards), "cards"),
        (words.number(sum(vote.votes for vote in place.retro.table.votes)), "votes given"),
    )
    counts = Markup("").join(Markup("<li><b>{}</b>{}</li>").format(*each) for each in counted)
    return Markup(
        '<h1>{}: {}</h1><ul class="counts">{}</ul><ul class="rules"><li>A safe space: we talk about what happened, '
        "about ourselves and our own teams.</li><li>First what was achieved, then everything else: why, and what would "
        "have helped.</li><li>Then beyond the OKRs: the topics with the most votes.</li><li>What we take on has a name "
        "and a date. It is on Monday’s agenda until it is done.</li></ul>"
    ).format(f"Looking back on {place.retro.quarter}", retro.WITH[place.retro.which], counts)


def _celebrate(place: Place) -> Markup:
    rows = [row for row in place.retro.outcomes if retro.is_celebrated(row)]
    size = max(min(_FEW / len(rows), 1.0), _LEAST)
    lines = Markup("").join(_win(row, place) for row in rows)
    text = Markup('<h1>{} achieved</h1><ul class="wins" style="--size: {:.2f}rem">{}</ul>')
    return text.format(words.count(len(rows), "key result"), size, lines)


def _win(row: KeyResultScore, place: Place) -> Markup:
    """One to celebrate: whose it is, where it ended, and what worked."""
    note = place.retro.notes.get(row.key_result)
    told = (note.worked or note.outcome) if note else row.given.note if row.given else None
    title = Markup('<a data-page href="{}">{}</a>').format(place.to(f"kr-{row.key_result}"), row.title)
    return Markup("<li>{}<p><b>{}</b> · {} · {}</p>{}</li>").format(
        title,
        pieces.owner(row),
        pieces.mark(row),
        pieces.value(row),
        Markup('<p class="soft">{}</p>').format(told) if told else "",
    )


def _key_result(row: KeyResultScore) -> Markup:
    """How it ended, and why."""
    about = " · ".join(filter(None, (pieces.owner(row), row.team, row.commitment)))
    return Markup('<h1>{}</h1><p class="soft">{}</p><p class="ended">{}</p><p class="grade">{}</p>{}').format(
        pieces.link(row), about, pieces.value(row), pieces.graded(row), _why(row)
    )


def _why(row: KeyResultScore) -> Markup:
    """What the numbers say, what was said when it was graded, how the goalposts moved, and whether anything warned."""
    told = (
        f"{row.last.suggested.why}.",
        f"“{row.given.note}”" if row.given and row.given.note else None,
        *(results.goalpost(change, said.name) for change in row.changes),
        results.warned(row),
    )
    return Markup("").join(Markup('<p class="why-so">{}</p>').format(each) for each in told if each)


def _note(row: KeyResultScore, note: RetroNote | None) -> None:
    """What its owner says; without a note, the question to ask."""
    if note is None:
        who = pieces.owner(row) if row.owner else "whoever worked on it"
        ask = Markup('<p class="lead soft">No note yet. Ask {}: why, and what would have helped?</p>')
        _slide(ask.format(who))
        return
    with st.container(key="retro_prose"):
        st.markdown(note_forms.prose(note))


def _roundtable(place: Place) -> Markup:
    """The topics in the order of votes, and who may still vote."""
    table = place.retro.table
    if not table.topics:
        way = Markup('<a data-page href="{}">Write the first card</a>').format(place.asked.here(view="cards"))
        text = Markup('<h1>Beyond the OKRs</h1><p class="lead">Nobody put a card on the table yet. {}</p>')
        return text.format(way)
    waiting = voting.still_to_vote(table, place.retro.which)
    vote = Markup('<a data-page href="{}">vote here</a>').format(place.asked.here(view="cards", do="vote"))
    told = Markup("Still to vote ({}): {}").format(vote, waiting) if waiting else Markup("Everybody has voted")
    lines = Markup("").join(_ballot(topic, place) for topic in table.by_votes)
    return Markup('<h1>Beyond the OKRs</h1><p class="lead">{}.</p><ol class="topics">{}</ol>').format(told, lines)


def _ballot(topic: Topic, place: Place) -> Markup:
    css = "over" if topic.is_discussed else ""
    votes = words.count(topic.votes, "vote")
    text = Markup('<li><b class="num">{}</b><a data-page href="{}" class="{}">{}</a></li>')
    return text.format(votes, place.to(f"topic-{topic.key}"), css, topic.title)


def _topic(topic: Topic) -> Markup:
    """The topic and its cards; a card alone is its own title."""
    votes = words.count(topic.votes, "vote")
    first = topic.cards[0]
    if not first.topic:
        prompt, _ = pieces.PROMPTS[first.prompt]
        about = f"{prompt} · {card_list.signature(first)} · {votes}"
        return Markup('<p class="soft">{}</p><h1>{}</h1>').format(about, topic.title)
    cards = Markup("").join(
        Markup('<div class="retro-card">{}<small>{} · {}</small></div>').format(
            card.text, pieces.PROMPTS[card.prompt][0], card_list.signature(card)
        )
        for card in topic.cards
    )
    return Markup('<p class="soft">{}</p><h1>{}</h1>{}').format(votes, topic.title, cards)


def _discussed(topic: Topic) -> None:
    """A box for the topic; it shows what the store says, whoever ticked it."""
    key = f"retro.discussed.{topic.key}"
    st.session_state[key] = topic.is_discussed
    st.checkbox(
        "Talked about", key=key, disabled=pieces.is_read_only(), on_change=acts.guarded, args=(_mark, topic, key)
    )


def _mark(topic: Topic, key: str) -> None:
    roundtable.mark_discussed(load.store(), topic, is_discussed=st.session_state[key])


def _actions(place: Place) -> Markup:
    decisions, actions = place.retro.decisions, place.retro.actions
    agenda = links.link("agenda", "/agenda")
    scorecard = links.link("scorecard", "/scorecard", quarter=place.retro.quarter)
    onwards = Markup(
        '<p class="lead soft">Actions are on the {} until they are done; grades become final on the {}.</p>'
    ).format(agenda, scorecard)
    if not actions and not decisions:
        return Markup('<h1>What we take on</h1><p class="lead">Nothing yet. Add an action on any slide.</p>{}').format(
            onwards
        )
    return Markup("<h1>What we take on: {}</h1>{}{}").format(
        decided.summary(decisions, actions), decided.lines(decisions, actions), onwards
    )
