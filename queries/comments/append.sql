-- Appends versions of comments. Parameters: one list per column, all of one length.
INSERT INTO comments (
  id, comment, text, objective, key_result, quarter, step, "by", withdrawn, recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($comment::VARCHAR[]), unnest($text::VARCHAR[]), unnest($objective::VARCHAR[]),
  unnest($key_result::VARCHAR[]), unnest($quarter::VARCHAR[]), unnest($step::VARCHAR[]), unnest($by::VARCHAR[]),
  unnest($withdrawn::BOOLEAN[]), unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]);
