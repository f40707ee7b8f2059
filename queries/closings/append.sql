-- Appends versions of closings. Parameters: one list per column, all of one length.
INSERT INTO closings (
  id, week, closed, "by", reason, review, recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($week::DATE[]), unnest($closed::BOOLEAN[]), unnest($by::VARCHAR[]),
  unnest($reason::VARCHAR[]), unnest($review::VARCHAR[]), unnest($recorded_at::TIMESTAMP[]),
  unnest($learned_at::TIMESTAMP[]);
