-- One row per version of the objectives of $quarter by $as_of, with when the store learned it, oldest first.
SELECT objective, quarter, title, why, team, owner, parent, weight, state, withdrawn,
  learned_at
FROM objectives
WHERE recorded_at <= $as_of AND quarter = $quarter
ORDER BY objective, recorded_at, id;
