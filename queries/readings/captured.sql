-- One row per capture of $kpi by $as_of, by date and, in it, oldest capture first: of the KPI itself or, where a series mapped to
-- it was captured last for a date, of that series.
WITH mapped AS (
  SELECT series, kpi
  FROM series
  WHERE recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY series ORDER BY recorded_at DESC, id DESC) = 1
),
feeding AS (
  SELECT $kpi::VARCHAR AS series
  WHERE NOT EXISTS (SELECT 1 FROM mapped WHERE series = $kpi AND kpi <> $kpi)
  UNION
  SELECT series FROM mapped WHERE kpi = $kpi
)
SELECT $kpi::VARCHAR AS kpi, date, value, captured_at, is_partial, definition
FROM readings
WHERE kpi IN (SELECT series FROM feeding) AND captured_at <= $as_of
QUALIFY kpi = first_value(kpi) OVER (PARTITION BY date ORDER BY captured_at DESC, id DESC)
ORDER BY date, captured_at, id;
