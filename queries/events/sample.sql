-- At most one row: the fixed day of the sample quarter, in a store that was filled with it.
SELECT detail
FROM events
WHERE what = 'sample'
ORDER BY recorded_at, id
LIMIT 1;
