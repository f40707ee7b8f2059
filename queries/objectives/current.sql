-- One row per objective: its newest version at $as_of.
SELECT objective, quarter, title, why, team, owner, parent, weight
FROM objectives
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY objective ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY objective;
