"""Answers as a person at a terminal reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from data.rules import grading, measure, words
from data.rules.looks import GRADES, LOOKS
from data.rules.scorecard import Preset


def text(command: str, document: Any) -> str:
    """The document that a command answered with, in lines."""
    return "\n".join(_PRINTERS[command](document))


def _imported(document: Mapping[str, Any]) -> Iterator[str]:
    if "objectives" in document:
        yield from _brought(document)
    verb = "Would bring" if document["dry_run"] else "Brought"
    for name, counts in document["files"].items():
        told = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count) or "nothing"
        yield f"{verb} {name}: {told}"
    yield from (f"Note: {warning}" for warning in document["warnings"])
    yield from (f"✕ {problem}" for problem in document.get("problems", ()))


def _brought(document: Mapping[str, Any]) -> Iterator[str]:
    """What a Markdown page was understood to say, with what is to be confirmed."""
    yield f"{document['quarter']}, as drafts. Confirm how each key result is measured on /okrs."
    for objective in document["objectives"]:
        about = [objective["team"], objective["owner"], *_outcome(objective)]
        yield ""
        yield f"{objective['title']} ({', '.join(filter(None, about))})"
        for each in objective["key_results"]:
            yield f"  {each['line']:>4}  {each['title']} ({', '.join((each['owner'] or 'no owner', *_outcome(each)))})"
            yield f"{'':8}{_measured(each)}"
            yield from (f"{'':8}? {question}" for question in each["uncertain"])
    if left := [each for each in document["not_understood"] if not each["looks_like_key_result"]]:
        yield ""
        yield f"Not understood, and no key results by their look: {words.count(len(left), 'line')}."
        yield from (f"  {each['line']:>4}  {each['text']}" for each in left)
    yield ""


def _outcome(each: Mapping[str, Any]) -> Iterator[str]:
    if each["outcome"] != "new":
        yield "as it was" if each["outcome"] == "same" else each["outcome"]


def _measured(each: Mapping[str, Any]) -> str:
    """How a key result is measured: as guessed from its words, as its page says, or nothing yet."""
    if each["guessed"]:
        return f"guessed: {'; '.join(each['guessed'])}"
    if each["kind"] is None:
        return "measured by nothing yet"
    known = {name: each[name] for name in ("kind", "unit", *measure.NUMBERS, "commitment")}
    return measure.described(measure.Measure(**known))


def _demo(document: Mapping[str, Any]) -> Iterator[str]:
    yield from _imported(document)
    yield "The sample quarter is ready. It stands on Monday 17 January 2022, half an hour before the sync."


def _synced(document: Mapping[str, Any]) -> Iterator[str]:
    for source in document.get("sources", [document]):
        yield f"{source['source']}: {source['status']}"
        if "message" in source:
            yield f"  {source['message']}"
        for tile in source.get("tiles", ()):
            yield _read(tile["status"], tile["rows"], "rows", tile["title"] or tile["element"], tile["message"])
        for page in source.get("pages_read", ()):
            yield _read(page["status"], page["items"], "items", f"page {page['page']}")
        yield from (f"  ✕ {problem}" for problem in source.get("problems", ()))
    yield from document.get("troubles", ())
    if "alerts" in document:
        yield "alerts"
        yield from (f"  {line}" for line in _alerted(document["alerts"]))


def _read(status: str, count: int, what: str, title: str, message: str = "") -> str:
    trouble = f" — {message}" if message else ""
    return f"  {status:<9} {count:>5} {what}  {title}{trouble}"


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


def _reminded(document: Mapping[str, Any]) -> Iterator[str]:
    for letter in document["reminders"]:
        address = f" <{letter['to']}>" if "@" in letter["to"] else ""
        yield f"{letter['name']}{address}: {letter['subject']}"
        yield from (f"  {_way(way, letter['text'])}" for way in letter["ways"])
        yield from (f"  | {line}" for line in letter["text"].splitlines() if document["dry_run"])
    yield from document["remarks"]
    if document["dry_run"]:
        yield "Nothing was sent."
    elif document["sent"]:
        yield f"Sent {words.count(document['sent'], 'reminder')}."
    elif document["reminders"]:
        yield "Nothing new was sent."


def _way(way: Mapping[str, Any], text: str) -> str:
    if way["problem"]:
        return f"{way['to']}: {way['problem']}"
    without = ", without what is confidential" if way["text"] != text else ""
    sent = f"sent on {_moment(way['sent_at'])}" if way["sent_at"] else "would be sent"
    return f"{way['to']}: {sent}{without}"


def _closed(document: Mapping[str, Any]) -> Iterator[str]:
    verb = "Closed" if document["closed"] else "Reopened"
    yield f"{verb} the week of {_day(document['week'])}."


def _scorecard(document: Mapping[str, Any]) -> Iterator[str]:
    preset = document["preset"]
    yield f"{document['quarter']}: the scorecard is {document['state']}"
    if not document["key_results"]:
        yield f"{document['quarter']} has no key results to grade."
        return
    yield _tally(document["tally"], preset)
    yield from (f"{tally['quarter']}: {_tally(tally, preset)}" for tally in document["earlier"])
    for objective in document["objectives"]:
        yield ""
        yield f"{objective['title']}: {_graded(objective, preset)}"
        for row in document["key_results"]:
            if row["objective"] == objective["objective"]:
                yield from _scored(row, preset)


def _scored(row: Mapping[str, Any], preset: Preset) -> Iterator[str]:
    result = "cancelled" if row["cancelled"] else row["grade"] or "ungraded"
    final: float | None = row["value"] if row["kind"] != "done" else None
    value = f"{words.number(final, row['unit'])}; " if final is not None else ""
    yield f"  {GRADES[result].glyph} {_graded(row, preset):<26} {row['title']} ({value}{row['last']['measure']})"
    note = row["given"] and row["given"]["note"]
    yield f"{'':6}{note or row['last']['suggested']['why']}"
    first = row["first"]["suggested"]
    if row["first"] != row["last"] and first["grade"]:
        yield f"{'':6}as first worded, {row['first']['measure']}: {grading.label(first['grade'], preset)}"


def _graded(row: Mapping[str, Any], preset: Preset) -> str:
    """ "partly 84%", and that nobody gave it yet where it is but suggested."""
    if row.get("cancelled"):
        return "cancelled"
    score = f" {grading.scored(row['score'], preset)}" if row["score"] is not None else ""
    suggested = " (suggested)" if row["grade"] and not row["given"] else ""
    return f"{grading.label(row['grade'], preset)}{score}{suggested}"


def _tally(tally: Mapping[str, Any], preset: Preset) -> str:
    names = {"ungraded": "not graded", "cancelled": "cancelled"}
    counts = ", ".join(
        f"{count} {names.get(result) or grading.label(result, preset)}"
        for result, count in tally["counts"].items()
        if count
    )
    means = {"mean": tally["mean"], "committed": tally["committed_mean"], "aspirational": tally["aspirational_mean"]}
    told = [f"{name} {grading.scored(mean, preset)}" for name, mean in means.items() if mean is not None]
    return "; ".join(part for part in (counts, ", ".join(told)) if part)


def _sent(document: Mapping[str, Any]) -> Iterator[str]:
    if document["what"] == "mail":
        yield from _mailed(document)
        return
    if document["what"] == "comments":
        yield from _commented(document)
        return
    if document["what"] == "alerts":
        yield from _alerted(document, with_text=True)
        return
    if document["sent_at"]:
        yield f"Sent {document['about']} to {document['to']}."
        return
    yield document["text"]
    if document["not_yet"]:
        yield document["not_yet"]
    yield f"Nothing was sent. It would go to {document['to'] or 'nobody: set SLACK_WEBHOOK_URL'}."


def _commented(document: Mapping[str, Any]) -> Iterator[str]:
    if not document["comments"]:
        yield f"No key result with an update of the week of {_day(document['week'])} links to an issue of GitHub."
    for each in document["comments"]:
        yield f"{each['outcome']:<9} {each['title']}: {each['problem'] or each['url'] or each['issue']}"
        if each["outcome"] == "not sent":
            yield from (f"    {line}" for line in each["text"].splitlines())


def _alerted(document: Mapping[str, Any], with_text: bool = False) -> Iterator[str]:
    if document["problem"]:
        yield document["problem"]
    elif not document["alerts"]:
        yield "No KPI moved beyond its usual noise that was not told."
    elif document["sent_at"]:
        yield f"Told {document['to']}:"
        yield from (f"  {each['text']}" for each in document["alerts"])
    elif with_text:
        yield document["text"]
        yield f"Nothing was sent. It would go to {document['to'] or 'nobody: set SLACK_WEBHOOK_URL'}."


def _mailed(document: Mapping[str, Any]) -> Iterator[str]:
    got = [address for address in document["to"] if address not in document["refused"]]
    if document["sent_at"]:
        yield f"Sent {document['about']} to {', '.join(got)}."
        yield from (f"  not to {address}: {reason}" for address, reason in document["refused"].items())
        return
    yield f"Subject: {document['subject']}"
    yield f"From: {document['from'] or 'nobody: set [mail] sender'}"
    yield f"To: {', '.join(got) or 'nobody: set [mail] to'}"
    yield f"\n{document['text']}"
    yield from document["remarks"]
    yield "Nothing was sent."


def _written(document: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"Wrote {path}" for path in document["written"])
    if "remark" in document:
        yield f"Note: {document['remark']}"


def _restored(document: Mapping[str, Any]) -> Iterator[str]:
    yield f"Restored {document['restored']}"


def _examined(document: Mapping[str, Any]) -> Iterator[str]:
    for finding in document["findings"]:
        glyph = "✕" if not finding["is_well"] else "✓" if finding["is_set_up"] else "○"
        yield f"{glyph} {finding['about']}: {finding['text']}"
        if finding["to_do"]:
            yield f"    {finding['to_do']}"


def _day(week: str) -> str:
    return words.day(date.fromisoformat(week))


def _moment(at: str) -> str:
    """ "Monday 17 January 2022, 15:30 UTC"."""
    moment = datetime.fromisoformat(at)
    return f"{moment:%A} {words.day(moment)} {moment:%Y, %H:%M} UTC"


_PRINTERS: Mapping[str, Callable[[Any], Iterator[str]]] = {
    "demo": _demo,
    "import": _imported,
    "sync": _synced,
    "update": _logged,
    "review": _review,
    "due": _due,
    "remind": _reminded,
    "close-week": _closed,
    "scorecard": _scorecard,
    "send": _sent,
    "export": _written,
    "backup": _written,
    "restore": _restored,
    "doctor": _examined,
}
