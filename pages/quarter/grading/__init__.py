"""The parts of /scorecard: the table, the stories and the grades."""
