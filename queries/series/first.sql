-- One row per series of a source: the KPI that it was first, by $as_of.
SELECT series, kpi
FROM series
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY series ORDER BY recorded_at, id) = 1
ORDER BY series;
