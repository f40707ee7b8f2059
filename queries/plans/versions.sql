-- One row per version of a planned week of a key result that counts at $as_of, oldest first; of versions of one moment the last written counts.
SELECT key_result, week, value, withdrawn,
  recorded_at, recorded_by, reason, agreed_by
FROM plans
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY key_result, week, recorded_at ORDER BY id DESC) = 1
ORDER BY key_result, week, recorded_at;
