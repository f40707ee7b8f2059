"""Screens for whoever explores: trends."""
