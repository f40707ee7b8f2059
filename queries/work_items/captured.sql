-- At most one row: when the first version of a work item was captured, and the newest, by $as_of.
SELECT min(captured_at) AS began_at, max(captured_at) AS newest_at
FROM work_items
WHERE captured_at <= $as_of
HAVING count(*) > 0;
