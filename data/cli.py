"""`okr`: the command line.

Reads words and files, runs a command here or in the server that holds the store, prints the answer.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from data import commands, config, printed, remote
from data.errors import OkrError, UsageError
from data.rules.formats import FILES
from data.rules.okr import STATED_STATUSES
from data.rules.reminding import STAGES

DONE, FAILED, WRONG_USAGE, PARTLY = 0, 1, 2, 3


class _Text(click.ParamType):
    """A day or a moment, given on as text since the command may run in another process."""

    def __init__(self, name: str, read: Callable[[str], Any], like: str) -> None:
        self.name, self._read, self._like = name, read, like

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return self._read(value).isoformat()
        except ValueError:
            self.fail(f"{value!r} is not a {self.name} like {self._like}.", param, ctx)


_DAY = _Text("day", date.fromisoformat, "2021-12-06")
_MOMENT = _Text("moment", commands.moment, "2021-12-13 or 2021-12-13T16:00:00Z")


_json = click.option("as_json", "--json", is_flag=True, help="Print one JSON document and nothing else.")
_as_of = click.option("--as-of", type=_MOMENT, metavar="MOMENT", help="As it was known at this moment.")
_store = click.option(
    "--store",
    metavar="PATH",
    help="The store's file. [default: OKR_STORE, else var/okr.duckdb]",
)


def _common(*, reads: bool = False) -> Callable:
    """The options that every command has: --store and --json, and --as-of where it reads."""

    def decorate(function: Callable) -> Callable:
        if reads:
            function = _as_of(function)
        return _store(_json(function))

    return decorate


_week = click.option("--week", type=_DAY, metavar="MONDAY", help="The week, named by its Monday.")
_month = click.option(
    "--month", metavar="MONTH", help="Of the mail: the month whose first lies in the week it goes out in, like 2022-01."
)
_team = click.option("--team", metavar="TEAM", help="Of the mail: a team. [default: the department]")
_by = click.option("--by", metavar="EMAIL", help="Who does it.")


class _Command(click.Command):
    """Tells what is wrong with its words as JSON too, where that is asked for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        words = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if "--json" not in words:
                raise
            click.echo(json.dumps(commands.failure(error.format_message()), ensure_ascii=False))
            ctx.exit(WRONG_USAGE)


class _Commands(click.Group):
    command_class = _Command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """OKRs of a product and engineering org: updates, reviews, KPIs."""


@main.command()
@_common()
def demo(store: str | None, as_json: bool) -> None:
    """Fill a new store with the sample quarter."""
    _run("demo", store, as_json, {})


@main.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--quarter", metavar="QUARTER", help="Of a Markdown page: the quarter it goes into, like FY23 Q1.")
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@_by
@_common()
def import_(paths: tuple[Path, ...], store: str | None, as_json: bool, **words: Any) -> None:
    """Import CSV files, a folder of them, or an XLSX workbook: all of it or nothing. A Markdown page of OKRs comes in
    as drafts, with what its words were taken for and the lines that were not understood.
    """
    with _failures(as_json):
        files = {name: b64encode(content).decode() for name, content in _contents(paths).items()}
    _run("import", store, as_json, {"files": files, **words})


@main.command()
@click.argument("source", required=False, type=click.Choice(["looker", "files", "github"]))
@_by
@_common()
def sync(source: str | None, by: str | None, store: str | None, as_json: bool) -> None:
    """Pull KPI readings from Looker and from your own files, and work items from GitHub; a line per tile, file or page
    of items.
    """
    _run("sync", store, as_json, {"source": source, "by": by})


@main.command()
@click.argument("key_result")
@_week
@click.option("--value", type=float, help="The current value.")
@click.option("--confidence", type=click.FloatRange(0, 100), metavar="PCT", help="That it will be achieved, 0 to 100.")
@click.option("--status", type=click.Choice(STATED_STATUSES), help="Stated; otherwise it comes from the confidence.")
@click.option("--wins", metavar="TEXT", help="Progress since last time.")
@click.option("--risks", metavar="TEXT", help="What slowed us, what may.")
@click.option("--next-steps", metavar="TEXT", help="What is next, each with who does it.")
@click.option("--help-wanted", metavar="TEXT", help="What would help.")
@click.option("--link", metavar="URL", help="Evidence.")
@click.option("--by", metavar="EMAIL", help="Who writes. [default: the key result's owner]")
@_common()
def update(key_result: str, store: str | None, as_json: bool, **words: Any) -> None:
    """Log a weekly update of KEY_RESULT; for a week that has one, a new version of it."""
    _run("update", store, as_json, {"key_result": key_result, **words})


@main.command()
@_week
@_common(reads=True)
def review(store: str | None, as_json: bool, **words: Any) -> None:
    """The review of a week, by default the newest whose deadline has passed."""
    _run("review", store, as_json, words)


@main.command()
@_week
@_common(reads=True)
def due(store: str | None, as_json: bool, **words: Any) -> None:
    """Who has not written yet for a week."""
    _run("due", store, as_json, words)


@main.command()
@_week
@click.option("--stage", type=click.Choice(STAGES), help="Which reminder of the week. [default: the one begun last]")
@click.option("--dry-run", is_flag=True, help="Print who would get what, and send nothing.")
@_by
@_common()
def remind(store: str | None, as_json: bool, **words: Any) -> None:
    """Remind whoever has not written yet, by mail and Slack, each person once for a week and stage: owners (or who
    stands in for them) on Thursday and Friday, the directors before the sync.
    """
    _run("remind", store, as_json, words)


@main.command("close-week")
@_week
@click.option("--reopen", is_flag=True, help="Undo the closing; both stay in the record.")
@click.option("--reason", metavar="TEXT", help="Why it is reopened.")
@_by
@_common()
def close_week(store: str | None, as_json: bool, **words: Any) -> None:
    """The meeting is over: freeze the week's board, by default that of the newest week whose deadline has passed."""
    _run("close-week", store, as_json, words)


@main.command()
@click.option("--quarter", metavar="QUARTER", help="The quarter, like FY22 Q4. [default: the one whose is due]")
@_common(reads=True)
def scorecard(store: str | None, as_json: bool, **words: Any) -> None:
    """The scorecard of a quarter, by default of the running one from its week 12 on, before that of the one before."""
    _run("scorecard", store, as_json, words)


@main.command()
@click.argument("what", type=click.Choice(["summary", "okrs", "scorecard", "mail", "comments", "alerts"]))
@_week
@click.option("--quarter", metavar="QUARTER", help="Of OKRs or a scorecard: the quarter, like FY22 Q4.")
@_month
@_team
@click.option("--dry-run", is_flag=True, help="Print what would go where, and send nothing.")
@click.option("--again", is_flag=True, help="Send it although it was sent before.")
@_by
@_common()
def send(store: str | None, as_json: bool, **words: Any) -> None:
    """Send to Slack, once: the summary of a week's meeting, by default of the newest week whose deadline has passed,
    the published OKRs of a quarter, its final scorecard, or alerts: which KPIs moved beyond their usual noise; by mail,
    once for each team: the monthly update; to GitHub: the week's updates as comments on the issues that their key
    results link to, edited where an update changed.
    """
    _run("send", store, as_json, words)


@main.command()
@click.argument("what", type=click.Choice(["csv", "deck", "history", "calendar", "scorecard", "handbook", "mail"]))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The file, or the folder of csv.")
@_week
@click.option("--quarter", metavar="QUARTER", help="Of all but csv and deck: the quarter, like FY22 Q4.")
@click.option(
    "--internal", is_flag=True, help="Of a scorecard, handbook or mail: with what is confidential, for the leadership."
)
@_month
@_team
@_common(reads=True)
def export(what: str, output: Path, store: str | None, as_json: bool, **words: Any) -> None:
    """Write csv (everything, a folder that `okr import` reads back), deck (PPTX, a slide per key result), history
    (PPTX, the quarter week over week), calendar (iCalendar: the planning steps, the syncs and the deadlines),
    scorecard (PPTX, Markdown or XLSX by the file's suffix: .pptx, .md, .xlsx), handbook (Markdown: the published OKRs
    of a quarter, which `okr import` reads back) or mail (the monthly update: .html for a browser, .eml for a
    mail program to send).
    """
    with _failures(as_json):
        suffix = _suffix(what, output)
        if what in ("scorecard", "mail"):
            words["format"] = suffix
        answer = _answer("export", store, {"what": what, **words})
        written = _unpack(answer.content, output) if what == "csv" else [str(_written(output, answer.content))]
    _print("export", as_json, {"written": written} | ({"remark": answer.remark} if answer.remark else {}))


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
@_common()
def backup(path: Path, store: str | None, as_json: bool) -> None:
    """Write a consistent copy of the store, also while it is in use."""
    with _failures(as_json):
        if path.exists():
            raise OkrError(f"{path} exists. Name a new file: a backup never overwrites.")
        answer = _answer("backup", store, {})
        _written(path, answer.content)
    _print("backup", as_json, {"written": [str(path)]})


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
@_common()
def restore(path: Path, store: str | None, as_json: bool) -> None:
    """Make a new store out of a backup; never overwrites one."""
    from data import backups

    with _failures(as_json):
        settings = config.load()
        target = config.store_file(store) if store else settings.store_path
        backups.restore(path, target, settings)
    _print("restore", as_json, {"restored": str(target)})


@main.command()
@_common()
def doctor(store: str | None, as_json: bool) -> None:
    """What works, what does not, and what to do.

    The mail server is signed in at and Slack is asked who its bot is; nothing is sent.
    """
    _run("doctor", store, as_json, {})


def _run(name: str, store: str | None, as_json: bool, options: Mapping[str, Any]) -> None:
    with _failures(as_json):
        answer = _answer(name, store, options)
    _print(name, as_json, answer.value, is_partial=answer.is_partial)


def _answer(name: str, store: str | None, options: Mapping[str, Any]) -> Any:
    settings = config.load()
    path = config.store_file(store) if store else settings.store_path
    given = {option: value for option, value in options.items() if value is not None}
    return remote.run(path, settings, name, given, hear=_tell)


def _tell(read: str) -> None:
    """A sync's progress: one line that the next one overwrites, for a person at a terminal."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{read}\r", nl=False, err=True)


def _print(name: str, as_json: bool, document: Any, is_partial: bool = False) -> None:
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        click.echo(printed.text(name, document))
    sys.exit(PARTLY if is_partial else DONE)


@contextmanager
def _failures(as_json: bool) -> Iterator[None]:
    """Turn an error into a sentence (or its JSON) and an exit code."""
    try:
        yield
    except (OkrError, OSError) as error:
        failure = commands.failure(str(error), getattr(error, "problems", ()))
        if as_json:
            click.echo(json.dumps(failure, ensure_ascii=False))
        else:
            click.echo("\n".join([failure["error"], *(f"  {problem}" for problem in failure["problems"])]), err=True)
        sys.exit(WRONG_USAGE if isinstance(error, UsageError) else FAILED)


def _contents(paths: Sequence[Path]) -> dict[str, bytes]:
    """The files named, and those of a folder that have a name an import knows.

    Raises UsageError for two of one name.
    """
    files = [file for path in paths for file in (_importable(path) if path.is_dir() else [path])]
    if not files:
        raise UsageError(f"There is nothing to import in {paths[0]}: no {', '.join(f'{name}.csv' for name in FILES)}.")
    names = [file.name for file in files]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise UsageError(f"{twice} was named twice. Import one after the other.")
    return {file.name: file.read_bytes() for file in files}


_SUFFIXES: Mapping[str, Sequence[str]] = {
    "deck": ("pptx",),
    "history": ("pptx",),
    "calendar": ("ics",),
    "scorecard": ("pptx", "md", "xlsx"),
    "handbook": ("md",),
    "mail": ("html", "eml"),
}


def _suffix(what: str, output: Path) -> str:
    """The format of what is written, by the suffix of its file. Raises UsageError for a format that it has not."""
    suffix, formats = output.suffix.lower().removeprefix("."), _SUFFIXES.get(what, ())
    if formats and suffix not in formats:
        told = ", ".join(f".{each}" for each in formats[:-1])
        told = f"{told} or .{formats[-1]}" if told else f".{formats[-1]}"
        raise UsageError(f"A {what} is written as {told}, not as “{output.name}”. Name a file like that.")
    return suffix


def _importable(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.iterdir()) if file.stem in FILES and file.suffix == ".csv"]


def _unpack(packed: bytes, folder: Path) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for name in archive.namelist():
            _written(folder / Path(name).name, archive.read(name))
        return [str(folder / name) for name in archive.namelist()]


def _written(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(content)
    return partial.replace(path)
