-- One row per job and status: when a run of it last came to that, at $as_of, with what it said.
WITH newest AS (
  SELECT job, status, max(recorded_at) AS recorded_at
  FROM runs
  WHERE recorded_at <= $as_of
  GROUP BY job, status
)
SELECT job, started_at, status, message, recorded_at
FROM runs
JOIN newest USING (job, status, recorded_at)
QUALIFY row_number() OVER (PARTITION BY job, status ORDER BY id DESC) = 1
ORDER BY job, recorded_at DESC;
