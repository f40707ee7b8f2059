-- One row per milestone of a key result: its newest version at $as_of.
SELECT key_result, milestone, weight, due, done_on
FROM milestones
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY key_result, milestone ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY key_result, milestone;
