-- Appends versions of readings. Parameters: one list per column, all of one length.
INSERT INTO readings (
  id, kpi, date, value, is_partial, definition, captured_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($kpi::VARCHAR[]), unnest($date::DATE[]), unnest($value::DOUBLE[]),
  unnest($is_partial::BOOLEAN[]), unnest($definition::VARCHAR[]), unnest($captured_at::TIMESTAMP[]),
  unnest($learned_at::TIMESTAMP[]);
