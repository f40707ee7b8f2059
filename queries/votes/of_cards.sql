-- One row per card of $cards and voter: the newest votes at $as_of.
SELECT
  card, voter, votes, recorded_at
FROM votes
WHERE card IN (SELECT unnest($cards::VARCHAR[])) AND recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY card, voter ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY card, voter;
