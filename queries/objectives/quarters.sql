-- One row per quarter that has an objective at $as_of, with how many and how many of them are in force; oldest first by its label.
SELECT
  quarter,
  count(*) AS count_objectives,
  count(*) FILTER (WHERE state IN ('approved', 'published')) AS count_in_force
FROM (
  SELECT objective, quarter, state, withdrawn
  FROM objectives
  WHERE recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY objective ORDER BY recorded_at DESC, id DESC) = 1
)
WHERE NOT withdrawn
GROUP BY quarter
ORDER BY quarter;
