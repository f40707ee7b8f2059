-- One row per version of a work item recorded by $as_of, oldest first.
SELECT
  item, project, kind, title, number, repository, url, state, status, status_place, team, iteration, iteration_start,
  target_date, key_result, assignees, labels, created_at, closed_at, is_archived, is_gone, fields, captured_at
FROM work_items
WHERE captured_at <= $as_of
ORDER BY captured_at, id;
