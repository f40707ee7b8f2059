-- One row per week from $first to $last that stands closed at $as_of, oldest week first, with its review.
SELECT week, closed, "by", reason, review, recorded_at
FROM (
  SELECT *
  FROM closings
  WHERE week BETWEEN $first AND $last AND recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY week ORDER BY recorded_at DESC, id DESC) = 1
)
WHERE closed
ORDER BY week;
