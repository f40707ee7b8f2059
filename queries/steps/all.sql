-- One row per version of a planning step recorded by $as_of, oldest first.
SELECT
  quarter, step, done_on, done_by, note, link, "by", recorded_at
FROM steps
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
