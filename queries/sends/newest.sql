-- At most one row: the newest send of $what about $week, and about $about in it (null: nothing more), at $as_of.
SELECT
  week, what, "to", text, "by", recorded_at, about
FROM sends
WHERE week = $week AND what = $what AND about IS NOT DISTINCT FROM $about AND recorded_at <= $as_of
ORDER BY recorded_at DESC, id DESC
LIMIT 1;
