-- Appends versions of events. Parameters: one list per column, all of one length.
INSERT INTO events (
  id, what, detail, recorded_by, recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($what::VARCHAR[]), unnest($detail::VARCHAR[]), unnest($recorded_by::VARCHAR[]),
  unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]);
