-- One row per version of an update of $key_result written by $as_of: newest week first, in it the newest version first.
SELECT key_result, week, value, confidence, status, wins, risks, next_steps, help, link, author, recorded_at,
  row_number() OVER (PARTITION BY week ORDER BY recorded_at, id) AS revisions
FROM updates
WHERE key_result = $key_result AND recorded_at <= $as_of
ORDER BY week DESC, recorded_at DESC, id DESC;
