"""The parts of /history: the heat map, past boards, two weeks side by side."""
