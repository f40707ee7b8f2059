-- One row per version of the update of $key_result for $week written by $as_of, newest first.
SELECT key_result, week, value, confidence, status, wins, risks, next_steps, help, link, author, recorded_at,
  row_number() OVER (ORDER BY recorded_at, id) AS revisions
FROM updates
WHERE key_result = $key_result AND week = $week AND recorded_at <= $as_of
ORDER BY recorded_at DESC, id DESC;
