-- Appends versions of updates. Parameters: one list per column, all of one length.
INSERT INTO updates (
  id, key_result, week, value, confidence, status, wins, risks, next_steps, help, link, author, recorded_at,
  learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($key_result::VARCHAR[]), unnest($week::DATE[]), unnest($value::DOUBLE[]),
  unnest($confidence::DOUBLE[]), unnest($status::VARCHAR[]), unnest($wins::VARCHAR[]), unnest($risks::VARCHAR[]),
  unnest($next_steps::VARCHAR[]), unnest($help::VARCHAR[]), unnest($link::VARCHAR[]), unnest($author::VARCHAR[]),
  unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]);
