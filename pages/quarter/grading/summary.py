"""How a quarter went: its key sentences, and its grades beside those of the quarters before."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from markupsafe import Markup

from data.rules import grading, results, words
from data.rules.looks import GRADES
from data.rules.scorecard import RESULTS, Preset, Result, Tally
from pages.parts import grades
from pages.quarter.grading.asked import Asked

CSS = Markup("""
.sum { display: grid; grid-template-columns: minmax(19rem, 2fr) 5fr; gap: 0.6rem 3rem; margin: 0.9rem 0 0.4rem;
  align-items: start; }
.sum ul { list-style: none; margin: 0; padding: 0; } .sum li { margin: 0 0 0.35rem; }
.sum li:first-child b { font-size: 1.3rem; line-height: 1.25; } .sum li b { font-weight: 650; }
.tallies thead small { display: block; }
.sum li small { display: block; color: var(--soft); font-size: 0.85rem; }
.tallies { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.tallies :is(th, td) { border: 0; padding: 0.22rem 0.9rem 0.22rem 0; text-align: left; font-weight: 400;
  white-space: nowrap; }
.tallies thead th { font-size: 0.76rem; color: var(--soft); padding-top: 0; }
.tallies tbody tr + tr { color: var(--soft); } .tallies tbody tr:first-child th { font-weight: 650; }
.tallies a { text-decoration: none; } .tallies .wide { width: 99%; min-width: 16rem; }
.grades { display: flex; gap: 2px; height: 1.5rem; border-radius: 4px; overflow: hidden; }
.grades span { display: flex; align-items: center; justify-content: center; min-width: 1.9rem; gap: 0.25rem;
  background: currentcolor; border-radius: 2px; }
.grades span b { color: var(--paper); font-weight: 650; font-size: 0.85rem; }
.grades :is(.s-silent, .s-cancelled) { background: none; box-shadow: inset 0 0 0 1.5px currentcolor; }
.grades :is(.s-silent, .s-cancelled) b { color: inherit; }
.sum > * { min-width: 0; }
@media (max-width: 900px) { .sum { grid-template-columns: 1fr; } .tallies .extra { display: none; } }
@media (max-width: 640px) { .tallies :is(th, td):nth-child(n + 4) { display: none; } .tallies .wide { min-width: 0; } }
""")

_HEAD = Markup(
    '<thead><tr><th scope="col">Quarter</th><th scope="col" class="wide">Key results by grade</th>'
    '<th scope="col">Mean score</th><th scope="col">Committed<small>{} expected</small></th>'
    '<th scope="col">Aspirational<small>{} is good</small></th>'
    '<th scope="col" class="extra">As first worded<small>grades by the numbers</small></th>'
    '<th scope="col" class="extra">Misses warned of<small>the median</small></th></tr></thead>'
)


def summary(at: Asked) -> Markup:
    """The sentences, and a row for each quarter, this one first."""
    card = at.card
    told = Markup("").join(
        Markup("<li><b>{}</b>{}</li>").format(sentence, _small(beside))
        for sentence, beside in islice(results.sentences(card), 2)  # the others are columns of the table
    )
    if suggested := sum(row.given is None and row.grade is not None for row in card.key_results):
        told += Markup("<li><small>{}</small></li>").format(f"{words.count(suggested, 'grade')} only suggested so far")
    lines = Markup("").join(_row(tally, card.preset, at) for tally in (card.tally, *card.earlier))
    head = _HEAD.format(*(grading.scored(score, card.preset) for score in (1.0, grading.ASPIRATIONAL_IS_GOOD)))
    return Markup('<div class="sum"><ul>{}</ul><table class="tallies">{}<tbody>{}</tbody></table></div>').format(
        told, head, lines
    )


def distribution(tally: Tally, preset: Preset) -> Markup:
    """The grades of a quarter as one bar: a piece for each, with its glyph and how many."""
    found: Sequence[tuple[Result, int]] = [(result, tally.counts.get(result, 0)) for result in RESULTS]
    pieces = Markup("").join(
        Markup('<span class="{}" style="flex: {}" title="{} {}"><b>{} {}</b></span>').format(
            grades.css_class(result), count, count, results.word(result, preset), GRADES[result].glyph, count
        )
        for result, count in found
        if count
    )
    label = results.counted(tally, preset)
    return Markup('<div class="grades" role="img" aria-label="{}">{}</div>').format(label, pieces)


def _row(tally: Tally, preset: Preset, at: Asked) -> Markup:
    means = Markup("").join(
        Markup("<td>{}</td>").format(grading.scored(mean, preset) if mean is not None else "–")
        for mean in (tally.mean, tally.committed_mean, tally.aspirational_mean)
    )
    others = words.count(tally.rewritten, "other grade") if tally.rewritten else "the same"
    warned = f"{words.count(tally.warned, 'week')} before" if tally.warned is not None else "–"
    return Markup(
        '<tr><th scope="row"><a data-page href="{}">{}</a></th><td class="wide">{}</td>{}'
        '<td class="extra">{}</td><td class="extra">{}</td></tr>'
    ).format(at.here(quarter=tally.quarter), tally.quarter, distribution(tally, preset), means, others, warned)


def _small(text: str) -> Markup:
    return Markup("<small>{}</small>").format(text) if text else Markup("")
