-- At most one row: the newest send of $what about $week at $as_of.
SELECT
  week, what, "to", text, "by", recorded_at
FROM sends
WHERE week = $week AND what = $what AND recorded_at <= $as_of
ORDER BY recorded_at DESC, id DESC
LIMIT 1;
