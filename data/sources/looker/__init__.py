"""Looker's KPIs, through its own SDK."""
