-- One row per planned week of a key result: its newest version at $as_of.
SELECT key_result, week, value
FROM plans
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY key_result, week ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY key_result, week;
