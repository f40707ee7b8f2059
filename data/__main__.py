"""`python -m data` is `okr`."""

from data.cli import main

main(prog_name="okr")
