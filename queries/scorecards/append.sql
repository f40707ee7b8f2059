-- Appends versions of scorecards. Parameters: one list per column, all of one length.
INSERT INTO scorecards (
  id, quarter, state, "by", reason, scorecard, recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($quarter::VARCHAR[]), unnest($state::VARCHAR[]), unnest($by::VARCHAR[]),
  unnest($reason::VARCHAR[]), unnest($scorecard::VARCHAR[]), unnest($recorded_at::TIMESTAMP[]),
  unnest($learned_at::TIMESTAMP[]);
