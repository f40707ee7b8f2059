"""Screens for owners: the weekly update and one key result's story."""
