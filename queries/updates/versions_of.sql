-- One row per version of the updates of $key_results for the weeks from $first to $last, in the order they were recorded.
SELECT key_result, week, value, confidence, status, wins, risks, next_steps, help, link, author, recorded_at
FROM updates
WHERE week BETWEEN $first AND $last AND key_result IN (SELECT unnest($key_results::VARCHAR[]))
ORDER BY recorded_at, id;
