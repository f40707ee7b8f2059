"""What a sync found out of the ordinary, as a message to Slack: each KPI that moved beyond its noise in a line."""

from __future__ import annotations

from collections.abc import Sequence

from data.exports.slack import message
from data.exports.slack.message import Message, Section, Sentence
from data.rules import movements, words
from data.rules.review import KpiReview


def of(kpis: Sequence[KpiReview], org: str, address: str) -> Message:
    """`address` is where people open the app, for links."""
    verb = "moved beyond its" if len(kpis) == 1 else "moved beyond their"
    return Message(
        title=f"{org}: {words.count(len(kpis), 'KPI')} {verb} usual noise",
        standing="Compared with the week before, as the last sync read them.",
        remark=None,
        link=message.link(address, "/kpis"),
        sections=(Section("What moved", tuple(_line(kpi, address) for kpi in kpis)),),
        place="the KPIs",
    )


def _line(kpi: KpiReview, address: str) -> Sentence:
    said = movements.kpi_moved(kpi).text.removeprefix(kpi.name)
    return Sentence(said, kpi.name, message.link(address, "/kpis", kpi=kpi.kpi))
