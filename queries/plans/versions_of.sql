-- One row per version of a planned week of the key results $key_results that counts at $as_of, oldest first.
SELECT key_result, week, value, withdrawn,
  recorded_at, recorded_by, reason, agreed_by
FROM plans
WHERE recorded_at <= $as_of AND key_result IN (SELECT unnest($key_results::VARCHAR[]))
QUALIFY row_number() OVER (PARTITION BY key_result, week, recorded_at ORDER BY id DESC) = 1
ORDER BY key_result, week, recorded_at;
