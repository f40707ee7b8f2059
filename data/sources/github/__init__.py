"""The tracker: a GitHub Projects board, and comments on its issues."""
