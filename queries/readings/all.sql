-- One row per reading as it was captured, oldest first.
SELECT kpi, date, value, captured_at, is_partial, definition
FROM readings
WHERE captured_at <= $as_of
ORDER BY captured_at, id;
