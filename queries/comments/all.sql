-- One row per version of a comment recorded by $as_of, oldest first.
SELECT
  comment, text, objective, key_result, quarter, step, "by", withdrawn, recorded_at
FROM comments
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
