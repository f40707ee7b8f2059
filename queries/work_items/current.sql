-- One row per work item that is still on the board: its newest version at $as_of. Where $closed_since is given, without
-- what was closed before it.
SELECT
  item, project, kind, title, number, repository, url, state, status, team, iteration, iteration_start, target_date,
  key_result, assignees, labels, created_at, closed_at, is_archived, is_gone, fields, captured_at
FROM work_items
WHERE captured_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY item ORDER BY captured_at DESC, id DESC) = 1
  AND NOT is_gone
  AND ($closed_since::TIMESTAMP IS NULL OR closed_at IS NULL OR closed_at >= $closed_since::TIMESTAMP)
ORDER BY project, item;
