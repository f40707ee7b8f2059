"""Answers as a person at a terminal reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from data.rules import words
from data.rules.looks import LOOKS


def text(command: str, document: Any) -> str:
    """The document that a command answered with, in lines."""
    return "\n".join(_PRINTERS[command](document))


def _imported(document: Mapping[str, Any]) -> Iterator[str]:
    verb = "Would bring" if document["dry_run"] else "Brought"
    for name, counts in document["files"].items():
        told = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count) or "nothing"
        yield f"{verb} {name}: {told}"
    yield from (f"Note: {warning}" for warning in document["warnings"])


def _demo(document: Mapping[str, Any]) -> Iterator[str]:
    yield from _imported(document)
    yield "The sample quarter is ready. It stands on Monday 17 January 2022, half an hour before the sync."


def _synced(document: Mapping[str, Any]) -> Iterator[str]:
    for source in document.get("sources", [document]):
        yield f"{source['source']}: {source['status']}"
        for tile in source["tiles"]:
            trouble = f" — {tile['message']}" if tile["message"] else ""
            yield f"  {tile['status']:<9} {tile['rows']:>5} rows  {tile['title'] or tile['element']}{trouble}"


def _logged(document: Mapping[str, Any]) -> Iterator[str]:
    late = ", after the deadline" if document["late"] else ""
    version = f", version {document['revisions']}" if document["revisions"] > 1 else ""
    yield f"Logged {document['key_result']} for the week of {_day(document['week'])}{late}{version}."
    if document["newer"]:
        newer = document["newer"]
        yield f"There was a version by {newer['author']} of {newer['recorded_at']}. Both are kept; yours counts."
    progress, expected = document["progress"], document["expected_progress"]
    pace = f", {words.percent(expected)} expected" if expected is not None else ""
    done = f"{words.percent(progress)} done{pace}" if progress is not None else "progress unknown"
    yield f"The board now shows: {document['now_status']}; {done}."


def _review(document: Mapping[str, Any]) -> Iterator[str]:
    yield f"{document['quarter']} week {document['week_of_quarter']} ({_day(document['week'])})"
    if not document["objectives"]:
        yield f"{document['quarter']} has no objectives. `okr import` brings them, `okr demo` fills a new store."
        return
    yield ", ".join(f"{count} {status}" for status, count in document["counts"].items() if count)
    yield from (f"  {change['text']}" for change in document["changes"])
    yield ""
    for row in document["key_results"]:
        yield f"{LOOKS[row['status']].glyph} {row['status']:<10} {_value(row):<24} {row['title']}"
        yield from (f"{'':15}{flag['flag']}: {flag['reason']}" for flag in row["flags"])


def _value(row: Mapping[str, Any]) -> str:
    value = words.number(row["value"], row["unit"]) if row["value"] is not None else "no value"
    return f"{value} ({words.percent(row['progress'])})" if row["progress"] is not None else value


def _due(document: Mapping[str, Any]) -> Iterator[str]:
    if not document["due"]:
        yield f"Everybody has written for the week of {_day(document['week'])}."
    for owed in document["due"]:
        writer = f" (stand-in: {owed['writer']})" if owed["writer"] != owed["owner"] else ""
        yield f"{owed['name']} <{owed['owner']}>{writer}"
        yield from (f"  {key_result['key_result']}: {key_result['title']}" for key_result in owed["key_results"])


def _closed(document: Mapping[str, Any]) -> Iterator[str]:
    verb = "Closed" if document["closed"] else "Reopened"
    yield f"{verb} the week of {_day(document['week'])}."


def _sent(document: Mapping[str, Any]) -> Iterator[str]:
    if document["sent_at"]:
        yield f"Sent the summary of the week of {_day(document['week'])} to {document['to']}."
        return
    yield document["text"]
    yield f"Nothing was sent. It would go to {document['to'] or 'nobody: set SLACK_WEBHOOK_URL'}."


def _written(document: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"Wrote {path}" for path in document["written"])


def _restored(document: Mapping[str, Any]) -> Iterator[str]:
    yield f"Restored {document['restored']}"


def _examined(document: Mapping[str, Any]) -> Iterator[str]:
    for finding in document["findings"]:
        yield f"{'✓' if finding['is_well'] else '✕'} {finding['about']}: {finding['text']}"
        if finding["to_do"]:
            yield f"    {finding['to_do']}"


def _day(week: str) -> str:
    return words.day(date.fromisoformat(week))


_PRINTERS: Mapping[str, Callable[[Any], Iterator[str]]] = {
    "demo": _demo,
    "import": _imported,
    "sync": _synced,
    "update": _logged,
    "review": _review,
    "due": _due,
    "close-week": _closed,
    "send": _sent,
    "export": _written,
    "backup": _written,
    "restore": _restored,
    "doctor": _examined,
}
