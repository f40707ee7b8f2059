-- One row per capture of the KPIs $kpis for the dates from $first to $last, oldest capture first.
SELECT kpi, date, value, captured_at, is_partial, definition
FROM readings
WHERE date BETWEEN $first AND $last AND kpi IN (SELECT unnest($kpis::VARCHAR[]))
ORDER BY captured_at, id;
