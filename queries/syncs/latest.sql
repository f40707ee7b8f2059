-- One row per tile or page of a source that is still there: what it answered last by $as_of, when it last answered well,
-- and, where it does not, since when it has not answered wholly.
WITH places AS (
  SELECT source, dashboard, element,
    max(recorded_at) FILTER (WHERE status NOT IN ('error', 'gone')) AS last_good_at,
    coalesce(max(recorded_at) FILTER (WHERE status NOT IN ('error', 'partial')), '-infinity') AS last_whole_at
  FROM syncs
  WHERE recorded_at <= $as_of
  GROUP BY source, dashboard, element
)
SELECT syncs.source, syncs.dashboard, syncs.element, title, status, count_rows, message, recorded_at, recorded_by, last_good_at,
  CASE WHEN status IN ('error', 'partial')
    THEN min(recorded_at) FILTER (WHERE status IN ('error', 'partial')) OVER (PARTITION BY syncs.source, syncs.dashboard, syncs.element)
  END AS failing_since
FROM syncs
JOIN places ON syncs.source = places.source AND syncs.element = places.element
  AND syncs.dashboard IS NOT DISTINCT FROM places.dashboard AND recorded_at >= last_whole_at
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY syncs.source, syncs.dashboard, syncs.element ORDER BY recorded_at DESC, syncs.id DESC) = 1
  AND status <> 'gone'
ORDER BY syncs.source, syncs.dashboard, title, syncs.element;
