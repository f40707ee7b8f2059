-- One row per version of an action item recorded by $as_of, oldest first.
SELECT
  action, week, text, owner, due, key_result, done_on, "by", withdrawn, recorded_at
FROM actions
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
