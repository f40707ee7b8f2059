"""The parts of /planning: the weeks of the quarter and their steps."""
