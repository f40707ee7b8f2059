-- Appends versions of work_items. Parameters: one list per column, all of one length.
INSERT INTO work_items (
  id, item, project, kind, title, number, repository, url, state, status, status_place, team, iteration,
  iteration_start, target_date, key_result, assignees, labels, created_at, closed_at, is_archived, is_gone, fields,
  captured_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($item::VARCHAR[]), unnest($project::VARCHAR[]), unnest($kind::VARCHAR[]),
  unnest($title::VARCHAR[]), unnest($number::BIGINT[]), unnest($repository::VARCHAR[]), unnest($url::VARCHAR[]),
  unnest($state::VARCHAR[]), unnest($status::VARCHAR[]), unnest($status_place::BIGINT[]), unnest($team::VARCHAR[]),
  unnest($iteration::VARCHAR[]), unnest($iteration_start::DATE[]), unnest($target_date::DATE[]),
  unnest($key_result::VARCHAR[]), unnest($assignees::VARCHAR[]), unnest($labels::VARCHAR[]),
  unnest($created_at::TIMESTAMP[]), unnest($closed_at::TIMESTAMP[]), unnest($is_archived::BOOLEAN[]),
  unnest($is_gone::BOOLEAN[]), unnest($fields::VARCHAR[]), unnest($captured_at::TIMESTAMP[]),
  unnest($learned_at::TIMESTAMP[]);
