-- One row per KPI of $kpis and date from $first to $last, and for the $count_before newest dates from $since to before $first:
-- the value captured last by $as_of, and what was seen before if it was restated.
SELECT kpi, date, value, captured_at, is_partial, definition, restated_from
FROM (
  SELECT kpi, date, value, captured_at, is_partial, definition,
    lag(CASE WHEN is_partial THEN NULL ELSE value END) OVER (PARTITION BY kpi, date ORDER BY captured_at, id) AS restated_from
  FROM readings
  WHERE date BETWEEN $since AND $last
    AND captured_at <= $as_of
    AND kpi IN (SELECT unnest($kpis::VARCHAR[]))
  QUALIFY row_number() OVER (PARTITION BY kpi, date ORDER BY captured_at DESC, id DESC) = 1
)
QUALIFY date >= $first OR row_number() OVER (PARTITION BY kpi, date >= $first ORDER BY date DESC) <= $count_before
ORDER BY kpi, date;
