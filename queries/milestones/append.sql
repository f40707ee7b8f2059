-- Appends versions of milestones. Parameters: one list per column, all of one length.
INSERT INTO milestones (
  id, key_result, milestone, weight, due, done_on, recorded_at, learned_at, recorded_by, reason
)
SELECT
  unnest($id::VARCHAR[]), unnest($key_result::VARCHAR[]), unnest($milestone::VARCHAR[]), unnest($weight::DOUBLE[]),
  unnest($due::DATE[]), unnest($done_on::DATE[]), unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]),
  unnest($recorded_by::VARCHAR[]), unnest($reason::VARCHAR[]);
