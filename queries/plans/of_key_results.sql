-- One row per planned week of a key result, for the key results $key_results: its newest version at $as_of, unless withdrawn.
SELECT key_result, week, value, withdrawn
FROM plans
WHERE recorded_at <= $as_of AND key_result IN (SELECT unnest($key_results::VARCHAR[]))
QUALIFY row_number() OVER (PARTITION BY key_result, week ORDER BY recorded_at DESC, id DESC) = 1 AND NOT withdrawn
ORDER BY key_result, week;
