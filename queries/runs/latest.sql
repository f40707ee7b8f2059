-- One row per job and status: when a run of it last came to that, at $as_of, with what it said.
SELECT job, started_at, status, message, recorded_at
FROM runs
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY job, status ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY job, recorded_at DESC;
