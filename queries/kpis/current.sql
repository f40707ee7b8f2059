-- One row per KPI: its newest version at $as_of.
SELECT kpi, name, unit, good_direction, team
FROM kpis
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY kpi ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY kpi;
