-- One row per series of a source that was mapped: its newest version at $as_of.
SELECT
  series, kpi, "by", recorded_at
FROM series
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY series ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY series;
