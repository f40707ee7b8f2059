-- One row per closing or reopening of a week recorded by $as_of, oldest first.
SELECT
  week, closed, "by", reason, review, recorded_at
FROM closings
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
