-- Appends versions of plans. Parameters: one list per column, all of one length.
INSERT INTO plans (
  id, key_result, week, value, withdrawn, recorded_at, learned_at, recorded_by, reason, agreed_by
)
SELECT
  unnest($id::VARCHAR[]), unnest($key_result::VARCHAR[]), unnest($week::DATE[]), unnest($value::DOUBLE[]),
  unnest($withdrawn::BOOLEAN[]), unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]),
  unnest($recorded_by::VARCHAR[]), unnest($reason::VARCHAR[]), unnest($agreed_by::VARCHAR[]);
