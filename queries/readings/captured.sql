-- One row per capture of $kpi by $as_of, by date and, in it, oldest capture first.
SELECT kpi, date, value, captured_at, is_partial, definition
FROM readings
WHERE kpi = $kpi AND captured_at <= $as_of
ORDER BY date, captured_at, id;
