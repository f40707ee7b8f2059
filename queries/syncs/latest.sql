-- One row per tile or page of a source that is still there: what it answered last by $as_of, and when it last answered well.
SELECT source, dashboard, element, title, status, count_rows, message, recorded_at, recorded_by,
  max(CASE WHEN status NOT IN ('error', 'gone') THEN recorded_at END) OVER (PARTITION BY source, dashboard, element) AS last_good_at
FROM syncs
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY source, dashboard, element ORDER BY recorded_at DESC, id DESC) = 1
  AND status <> 'gone'
ORDER BY source, dashboard, title, element;
