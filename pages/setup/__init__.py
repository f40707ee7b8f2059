"""Screens for those who administer: sources, people, imports, audit, first run."""
