-- One row per version of every update, in the order they were recorded.
SELECT key_result, week, value, confidence, status, wins, risks, next_steps, help, link, author, recorded_at
FROM updates
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
