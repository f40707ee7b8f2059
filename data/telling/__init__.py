"""Actions that tell people something: composed, shown before it goes, sent once."""
