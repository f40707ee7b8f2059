-- One row per objective of $quarter: its newest version at $as_of, unless withdrawn.
SELECT objective, quarter, title, why, team, owner, parent, weight, state, withdrawn
FROM (
  SELECT *
  FROM objectives
  WHERE recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY objective ORDER BY recorded_at DESC, id DESC) = 1
)
WHERE quarter = $quarter AND NOT withdrawn
ORDER BY objective;
