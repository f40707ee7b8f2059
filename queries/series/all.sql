-- One row per version of a series recorded by $as_of, oldest first.
SELECT
  series, kpi, "by", recorded_at
FROM series
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
