"""The parts of /retro: notes, cards, votes and the meeting's slides."""
