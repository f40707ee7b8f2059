-- One row per capture of $kpi, or of a series mapped to it, by $as_of: by date and, in it, oldest capture first.
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
ORDER BY date, captured_at, id;
