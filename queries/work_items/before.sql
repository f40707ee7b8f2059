-- One row per work item that was on the board at $since and was captured anew after it, by $as_of: its version at $since.
SELECT
  item, project, kind, title, number, repository, url, state, status, status_place, team, iteration, iteration_start,
  target_date, key_result, assignees, labels, created_at, closed_at, is_archived, is_gone, fields, captured_at
FROM work_items
WHERE captured_at <= $since
  AND item IN (SELECT item FROM work_items WHERE captured_at > $since AND captured_at <= $as_of)
QUALIFY row_number() OVER (PARTITION BY item ORDER BY captured_at DESC, id DESC) = 1 AND NOT is_gone
ORDER BY project, item;
