-- One row per event recorded by $as_of, newest first, at most $most.
SELECT what, detail, recorded_by, recorded_at
FROM events
WHERE recorded_at <= $as_of
ORDER BY recorded_at DESC, id DESC
LIMIT $most;
