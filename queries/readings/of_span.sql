-- One row per KPI of $kpis and date from $first to $last: the value captured last by $as_of, and what was seen before if it was restated.
SELECT kpi, date, value, captured_at, is_partial, definition,
  lag(CASE WHEN is_partial THEN NULL ELSE value END) OVER (PARTITION BY kpi, date ORDER BY captured_at, id) AS restated_from
FROM readings
WHERE date BETWEEN $first AND $last
  AND captured_at <= $as_of
  AND kpi IN (SELECT unnest($kpis::VARCHAR[]))
QUALIFY row_number() OVER (PARTITION BY kpi, date ORDER BY captured_at DESC, id DESC) = 1
ORDER BY kpi, date;
