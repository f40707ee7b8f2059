-- One row per KPI that is shown: its newest version at $as_of. The id of a series is none while the series is another KPI, or is
-- left out; nor is a KPI that series fed before, that none feeds now, and that has no readings of its own.
WITH versions AS (
  SELECT id, series, kpi, recorded_at
  FROM series
  WHERE recorded_at <= $as_of
),
mapped AS (
  SELECT series, kpi
  FROM versions
  QUALIFY row_number() OVER (PARTITION BY series ORDER BY recorded_at DESC, id DESC) = 1
),
fed AS (
  SELECT DISTINCT kpi FROM mapped WHERE kpi IS NOT NULL
),
left_alone AS (
  SELECT DISTINCT kpi FROM versions WHERE kpi IS NOT NULL AND kpi NOT IN (SELECT kpi FROM fed)
),
ended AS (
  SELECT kpi
  FROM left_alone
  WHERE kpi NOT IN (
    SELECT kpi FROM readings WHERE captured_at <= $as_of AND kpi IN (SELECT kpi FROM left_alone)
  )
)
SELECT kpi, name, unit, good_direction, team
FROM kpis
WHERE recorded_at <= $as_of
  AND kpi NOT IN (SELECT series FROM mapped WHERE series NOT IN (SELECT kpi FROM fed))
  AND kpi NOT IN (SELECT kpi FROM ended)
QUALIFY row_number() OVER (PARTITION BY kpi ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY kpi;
