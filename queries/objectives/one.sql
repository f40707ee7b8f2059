-- At most one row: the newest version of $objective at $as_of.
SELECT objective, quarter, title, why, team, owner, parent, weight, state, withdrawn
FROM objectives
WHERE recorded_at <= $as_of AND objective = $objective
ORDER BY recorded_at DESC, id DESC
LIMIT 1;
