-- Appends versions of sends. Parameters: one list per column, all of one length.
INSERT INTO sends (
  id, week, what, "to", text, "by", recorded_at, about, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($week::DATE[]), unnest($what::VARCHAR[]), unnest($to::VARCHAR[]),
  unnest($text::VARCHAR[]), unnest($by::VARCHAR[]), unnest($recorded_at::TIMESTAMP[]), unnest($about::VARCHAR[]),
  unnest($learned_at::TIMESTAMP[]);
