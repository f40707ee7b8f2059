"""Pages of the whole quarter: its history."""
