-- One row per work item that is still on the board: its newest version at $as_of. Where $closed_since is given, without
-- what was closed before it.
SELECT
  item, project, kind, title, number, repository, url, state, status, status_place, team, iteration, iteration_start,
  target_date, key_result, assignees, labels, created_at, closed_at, is_archived, is_gone, fields, captured_at
FROM work_items
SEMI JOIN (SELECT arg_max(id, (captured_at, id)) AS id FROM work_items WHERE captured_at <= $as_of GROUP BY item) AS newest
  USING (id)
WHERE NOT is_gone AND ($closed_since::TIMESTAMP IS NULL OR closed_at IS NULL OR closed_at >= $closed_since::TIMESTAMP)
ORDER BY project, item;
