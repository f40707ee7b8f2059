-- One row per action item that is not done, or was done since $since: its newest version at $as_of, the earliest due first.
SELECT
  action, week, text, owner, due, key_result, done_on, "by", withdrawn, recorded_at
FROM (
  SELECT *
  FROM actions
  WHERE recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY action ORDER BY recorded_at DESC, id DESC) = 1
)
WHERE NOT withdrawn AND (done_on IS NULL OR done_on >= $since)
ORDER BY done_on NULLS FIRST, due NULLS LAST, action;
