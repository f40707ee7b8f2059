-- One row per version of a monthly update recorded by $as_of, oldest first.
SELECT
  month, subject, text, team, state, "to", "by", recorded_at
FROM monthly
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
