-- At most one row: the newest closing or reopening of $week at $as_of.
SELECT
  week, closed, "by", reason, review, recorded_at
FROM closings
WHERE week = $week AND recorded_at <= $as_of
ORDER BY recorded_at DESC, id DESC
LIMIT 1;
