-- Appends versions of series. Parameters: one list per column, all of one length.
INSERT INTO series (
  id, series, kpi, "by", recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($series::VARCHAR[]), unnest($kpi::VARCHAR[]), unnest($by::VARCHAR[]),
  unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]);
