-- Appends versions of grades. Parameters: one list per column, all of one length.
INSERT INTO grades (
  id, key_result, objective, score, grade, note, "by", final, graded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($key_result::VARCHAR[]), unnest($objective::VARCHAR[]), unnest($score::DOUBLE[]),
  unnest($grade::VARCHAR[]), unnest($note::VARCHAR[]), unnest($by::VARCHAR[]), unnest($final::BOOLEAN[]),
  unnest($graded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]);
