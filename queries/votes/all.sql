-- One row per version of a vote recorded by $as_of, oldest first.
SELECT
  card, voter, votes, recorded_at
FROM votes
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
