"""Actions of the quarter: planning, OKRs from draft to published, the scorecard and the retrospective."""
