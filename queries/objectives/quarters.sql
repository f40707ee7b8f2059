-- One row per quarter that has an objective at $as_of, with how many; oldest first by its label.
SELECT quarter, count(*) AS count_objectives
FROM (
  SELECT objective, quarter, withdrawn
  FROM objectives
  WHERE recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY objective ORDER BY recorded_at DESC, id DESC) = 1
)
WHERE NOT withdrawn
GROUP BY quarter
ORDER BY quarter;
