"""What a sync found out of the ordinary, as a message to Slack: each KPI that moved beyond its noise in a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from data.exports.slack import message
from data.exports.slack.message import Message, Section, Sentence
from data.rules import movements, words
from data.rules.review import KpiReview


def of(moved: Mapping[date, Sequence[KpiReview]], org: str, address: str) -> Message:
    """The KPIs by the week in which they moved. `address` is where people open the app, for links."""
    count = sum(map(len, moved.values()))
    verb = "moved beyond its" if count == 1 else "moved beyond their"
    return Message(
        title=f"{org}: {words.count(count, 'KPI')} {verb} usual noise",
        standing="Compared with a week before, as the last sync read them.",
        remark=None,
        link=message.link(address, "/kpis"),
        sections=tuple(
            Section(f"Week of {words.span(week)}", tuple(_line(kpi, address) for kpi in kpis))
            for week, kpis in moved.items()
        ),
        place="the KPIs",
    )


def _line(kpi: KpiReview, address: str) -> Sentence:
    said = movements.kpi_moved(kpi).text.removeprefix(kpi.name)
    return Sentence(said, kpi.name, message.link(address, "/kpis", kpi=kpi.kpi))
