-- Appends versions of steps. Parameters: one list per column, all of one length.
INSERT INTO steps (
  id, quarter, step, done_on, done_by, note, link, "by", recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($quarter::VARCHAR[]), unnest($step::VARCHAR[]), unnest($done_on::DATE[]),
  unnest($done_by::VARCHAR[]), unnest($note::VARCHAR[]), unnest($link::VARCHAR[]), unnest($by::VARCHAR[]),
  unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]);
