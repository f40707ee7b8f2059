-- Appends what a job did. Parameters: one list per column, all of one length.
INSERT INTO runs (
  id, job, started_at, status, message, recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($job::VARCHAR[]), unnest($started_at::TIMESTAMP[]), unnest($status::VARCHAR[]),
  unnest($message::VARCHAR[]), unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]);
