-- One row per work item on a board whose key-result field has one of $names (in lower case, with single spaces), at
-- $as_of: its newest version.
SELECT
  item, project, kind, title, number, repository, url, state, status, status_place, team, iteration, iteration_start,
  target_date, key_result, assignees, labels, created_at, closed_at, is_archived, is_gone, fields, captured_at
FROM (
  SELECT *
  FROM work_items
  WHERE captured_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY item ORDER BY captured_at DESC, id DESC) = 1
)
WHERE NOT is_gone
  AND lower(regexp_replace(trim(key_result), '\s+', ' ', 'g')) IN (SELECT unnest($names::VARCHAR[]))
ORDER BY project, item;
