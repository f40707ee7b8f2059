-- At most one row: the newest state of the scorecard of $quarter at $as_of.
SELECT
  quarter, state, "by", reason, scorecard, recorded_at
FROM scorecards
WHERE quarter = $quarter AND recorded_at <= $as_of
ORDER BY recorded_at DESC, id DESC
LIMIT 1;
