-- One row per version of a milestone of a key result that counts at $as_of, oldest first; of versions of one moment the last written counts.
SELECT key_result, milestone, weight, due, done_on, withdrawn,
  recorded_at, recorded_by, reason, agreed_by
FROM milestones
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY key_result, milestone, recorded_at ORDER BY id DESC) = 1
ORDER BY key_result, milestone, recorded_at;
