-- One row per version of a send recorded by $as_of, oldest first.
SELECT
  week, what, "to", text, "by", recorded_at, about
FROM sends
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
