-- At most one row: when the store last learned of a work item.
SELECT max(learned_at) AS learned_at
FROM work_items
HAVING count(*) > 0;
