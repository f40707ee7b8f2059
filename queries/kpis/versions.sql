-- One row per version of a KPI that counts at $as_of, oldest first; of versions of one moment the last written counts.
SELECT kpi, name, unit, good_direction, team,
  recorded_at, recorded_by, reason, agreed_by
FROM kpis
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY kpi, recorded_at ORDER BY id DESC) = 1
ORDER BY kpi, recorded_at;
