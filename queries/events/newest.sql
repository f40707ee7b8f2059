-- At most one row: when the newest event of $what by $as_of was.
SELECT recorded_at
FROM events
WHERE what = $what AND recorded_at <= $as_of
ORDER BY recorded_at DESC, id DESC
LIMIT 1;
