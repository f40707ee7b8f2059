-- Appends versions of monthly. Parameters: one list per column, all of one length.
INSERT INTO monthly (
  id, month, subject, text, team, state, "to", "by", recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($month::DATE[]), unnest($subject::VARCHAR[]), unnest($text::VARCHAR[]),
  unnest($team::VARCHAR[]), unnest($state::VARCHAR[]), unnest($to::VARCHAR[]), unnest($by::VARCHAR[]),
  unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]);
