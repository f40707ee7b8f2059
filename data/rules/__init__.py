"""The rules of the org: pure functions over plain values, no clock, no files, no database."""
