"""Pages of the whole quarter, each with its parts in a folder beside it."""
