-- One row per version of a scorecard's state recorded by $as_of, oldest first.
SELECT
  quarter, state, "by", reason, scorecard, recorded_at
FROM scorecards
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
