"""The decks, as native PowerPoint: the week, the quarter week over week, the scorecard."""
