-- One row per key result of $key_results and week from $first to $last: the newest version at $as_of, with how many there are.
SELECT key_result, week, value, confidence, status, wins, risks, next_steps, help, link, author, recorded_at,
  count(*) OVER (PARTITION BY key_result, week) AS revisions
FROM updates
WHERE week BETWEEN $first AND $last
  AND recorded_at <= $as_of
  AND key_result IN (SELECT unnest($key_results::VARCHAR[]))
QUALIFY row_number() OVER (PARTITION BY key_result, week ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY key_result, week;
