-- One row per version of an update of $week written after $since and by $as_of, oldest first.
SELECT key_result, week, value, confidence, status, wins, risks, next_steps, help, link, author, recorded_at, revisions
FROM (
  SELECT *, row_number() OVER (PARTITION BY key_result ORDER BY recorded_at, id) AS revisions
  FROM updates
  WHERE week = $week AND recorded_at <= $as_of
)
WHERE recorded_at > $since
ORDER BY recorded_at, key_result;
