"""Actions of the week: its review, its meeting, its closing, and what came of the weeks before."""
