-- Appends versions of votes. Parameters: one list per column, all of one length.
INSERT INTO votes (
  id, card, voter, votes, recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($card::VARCHAR[]), unnest($voter::VARCHAR[]), unnest($votes::DOUBLE[]),
  unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]);
