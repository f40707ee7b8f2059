"""The slides of the Monday meeting as they are shown on the shared screen."""
