-- One row per week that stands closed at $as_of, newest week first, without its review.
SELECT week, closed, "by", reason, NULL AS review, recorded_at
FROM (
  SELECT *
  FROM closings
  WHERE recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY week ORDER BY recorded_at DESC, id DESC) = 1
)
WHERE closed
ORDER BY week DESC;
