-- One row per KPI that is shown: its newest version at $as_of. An id that a source gave to a series is none while the
-- series is another KPI, or is left out, and no other series is mapped to it.
WITH mapped AS (
  SELECT series, kpi
  FROM series
  WHERE recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY series ORDER BY recorded_at DESC, id DESC) = 1
)
SELECT kpi, name, unit, good_direction, team
FROM kpis
WHERE recorded_at <= $as_of
  AND (kpi NOT IN (SELECT series FROM mapped) OR kpi IN (SELECT kpi FROM mapped WHERE kpi IS NOT NULL))
QUALIFY row_number() OVER (PARTITION BY kpi ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY kpi;
