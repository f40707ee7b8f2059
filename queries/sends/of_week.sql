-- One row per send of $what about $week by $as_of, oldest first.
SELECT
  week, what, "to", text, "by", recorded_at, about
FROM sends
WHERE week = $week AND what = $what AND recorded_at <= $as_of
ORDER BY recorded_at, id;
