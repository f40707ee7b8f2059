-- One row per work item that left the board after $since, by $as_of: its newest version.
SELECT
  item, project, kind, title, number, repository, url, state, status, status_place, team, iteration, iteration_start,
  target_date, key_result, assignees, labels, created_at, closed_at, is_archived, is_gone, fields, captured_at
FROM work_items
SEMI JOIN (
  SELECT arg_max(id, (captured_at, id)) AS id FROM work_items WHERE captured_at > $since AND captured_at <= $as_of GROUP BY item
) AS newest
  USING (id)
WHERE is_gone
ORDER BY project, item;
