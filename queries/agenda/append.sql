-- Appends versions of agenda. Parameters: one list per column, all of one length.
INSERT INTO agenda (
  id, item, week, title, "by", minutes, link, key_result, position, state, recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($item::VARCHAR[]), unnest($week::DATE[]), unnest($title::VARCHAR[]),
  unnest($by::VARCHAR[]), unnest($minutes::DOUBLE[]), unnest($link::VARCHAR[]), unnest($key_result::VARCHAR[]),
  unnest($position::DOUBLE[]), unnest($state::VARCHAR[]), unnest($recorded_at::TIMESTAMP[]),
  unnest($learned_at::TIMESTAMP[]);
