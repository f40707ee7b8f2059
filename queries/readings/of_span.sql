-- One row per KPI of $kpis and date from $first to $last, and for the $count_before newest dates from $since to before $first:
-- the value captured last by $as_of, of the KPI itself or of a series mapped to it, and what was seen there before if it was restated.
WITH mapped AS (
  SELECT series, kpi
  FROM series
  WHERE recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY series ORDER BY recorded_at DESC, id DESC) = 1
),
asked AS (
  SELECT unnest($kpis::VARCHAR[]) AS kpi
),
feeding AS (
  SELECT kpi, kpi AS series
  FROM asked
  WHERE kpi NOT IN (SELECT series FROM mapped WHERE kpi IS NOT NULL AND kpi <> series)
  UNION
  SELECT kpi, series
  FROM mapped
  WHERE kpi IN (SELECT kpi FROM asked)
)
SELECT kpi, date, value, captured_at, is_partial, definition, restated_from
FROM (
  SELECT feeding.kpi, date, value, captured_at, is_partial, definition,
    lag(CASE WHEN is_partial THEN NULL ELSE value END)
      OVER (PARTITION BY feeding.kpi, feeding.series, date ORDER BY captured_at, id) AS restated_from
  FROM readings
  JOIN feeding ON feeding.series = readings.kpi
  WHERE date BETWEEN $since AND $last
    AND captured_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY feeding.kpi, date ORDER BY captured_at DESC, id DESC) = 1
)
QUALIFY date >= $first OR row_number() OVER (PARTITION BY kpi, date >= $first ORDER BY date DESC) <= $count_before
ORDER BY kpi, date;
