-- Appends versions of syncs. Parameters: one list per column, all of one length.
INSERT INTO syncs (
  id, source, dashboard, element, title, status, count_rows, message, recorded_by, recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($source::VARCHAR[]), unnest($dashboard::VARCHAR[]), unnest($element::VARCHAR[]),
  unnest($title::VARCHAR[]), unnest($status::VARCHAR[]), unnest($count_rows::BIGINT[]), unnest($message::VARCHAR[]),
  unnest($recorded_by::VARCHAR[]), unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]);
