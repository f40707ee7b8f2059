-- One row per tile or page of a source whose last answer by $as_of was an error: since when there have been only errors.
WITH answered AS (
  SELECT source, dashboard, element, recorded_at,
    max(CASE WHEN status <> 'error' THEN recorded_at END) OVER (PARTITION BY source, dashboard, element) AS last_good_at
  FROM syncs
  WHERE recorded_at <= $as_of
)
SELECT source, dashboard, element, min(recorded_at) AS failing_since
FROM answered
WHERE last_good_at IS NULL OR recorded_at > last_good_at
GROUP BY source, dashboard, element
ORDER BY failing_since, source, dashboard, element;
