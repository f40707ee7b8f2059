-- Appends versions of milestones. Parameters: one list per column, all of one length.
INSERT INTO milestones (
  id, key_result, milestone, weight, due, done_on, withdrawn, recorded_at, learned_at, recorded_by, reason, agreed_by
)
SELECT
  unnest($id::VARCHAR[]), unnest($key_result::VARCHAR[]), unnest($milestone::VARCHAR[]), unnest($weight::DOUBLE[]),
  unnest($due::DATE[]), unnest($done_on::DATE[]), unnest($withdrawn::BOOLEAN[]), unnest($recorded_at::TIMESTAMP[]),
  unnest($learned_at::TIMESTAMP[]), unnest($recorded_by::VARCHAR[]), unnest($reason::VARCHAR[]),
  unnest($agreed_by::VARCHAR[]);
