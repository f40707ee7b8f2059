"""Writes the page of docs that is made from the code: `make docs`. tests/test_docs.py fails while it is out of date."""

from __future__ import annotations

from pathlib import Path

import click

from data.cli import main

FILE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"

_INTRODUCTION = """# The command line

What `okr --help` and `okr COMMAND --help` print. Exit codes: 0 done; 1 failed, nothing changed; 2 wrong usage; 3 done
in part, the problems are listed. With `--json` one JSON document is printed and nothing else; a failure is
`{"error": "…", "problems": ["…"]}`. Every command works with the app running and without it, but for `okr restore`.
"""


def text() -> str:
    """docs/commands.md as the code has it now."""
    pages = [_block(main, "okr")]
    pages += [f"## okr {name}\n\n{_block(command, f'okr {name}')}" for name, command in sorted(main.commands.items())]
    return "\n".join([_INTRODUCTION, *pages])


def _block(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, terminal_width=110, help_option_names=["-h", "--help"])
    return f"```\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
