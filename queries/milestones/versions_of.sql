-- One row per version of a milestone of the key results $key_results that counts at $as_of, oldest first.
SELECT key_result, milestone, weight, due, done_on, withdrawn,
  recorded_at, recorded_by, reason, agreed_by
FROM milestones
WHERE recorded_at <= $as_of AND key_result IN (SELECT unnest($key_results::VARCHAR[]))
QUALIFY row_number() OVER (PARTITION BY key_result, milestone, recorded_at ORDER BY id DESC) = 1
ORDER BY key_result, milestone, recorded_at;
