-- Appends versions of actions. Parameters: one list per column, all of one length.
INSERT INTO actions (
  id, action, week, text, owner, due, key_result, done_on, "by", withdrawn, recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($action::VARCHAR[]), unnest($week::DATE[]), unnest($text::VARCHAR[]),
  unnest($owner::VARCHAR[]), unnest($due::DATE[]), unnest($key_result::VARCHAR[]), unnest($done_on::DATE[]),
  unnest($by::VARCHAR[]), unnest($withdrawn::BOOLEAN[]), unnest($recorded_at::TIMESTAMP[]),
  unnest($learned_at::TIMESTAMP[]);
