"""The messages for Slack, in its own markup and blocks."""
