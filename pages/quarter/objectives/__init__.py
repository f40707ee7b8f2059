"""The parts of /okrs: the document, the forms beside it, what it lacks and what was said about it."""
