"""Screens for the Monday meeting: the board and the KPIs."""
