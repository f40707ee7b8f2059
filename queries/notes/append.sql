-- Appends versions of notes. Parameters: one list per column, all of one length.
INSERT INTO notes (
  id, note, week, text, kind, key_result, "by", withdrawn, recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($note::VARCHAR[]), unnest($week::DATE[]), unnest($text::VARCHAR[]),
  unnest($kind::VARCHAR[]), unnest($key_result::VARCHAR[]), unnest($by::VARCHAR[]), unnest($withdrawn::BOOLEAN[]),
  unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]);
