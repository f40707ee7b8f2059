-- Appends versions of objectives. Parameters: one list per column, all of one length.
INSERT INTO objectives (
  id, objective, quarter, title, why, team, owner, parent, weight, state, withdrawn, recorded_at, learned_at,
  recorded_by, reason, agreed_by
)
SELECT
  unnest($id::VARCHAR[]), unnest($objective::VARCHAR[]), unnest($quarter::VARCHAR[]), unnest($title::VARCHAR[]),
  unnest($why::VARCHAR[]), unnest($team::VARCHAR[]), unnest($owner::VARCHAR[]), unnest($parent::VARCHAR[]),
  unnest($weight::DOUBLE[]), unnest($state::VARCHAR[]), unnest($withdrawn::BOOLEAN[]),
  unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]), unnest($recorded_by::VARCHAR[]),
  unnest($reason::VARCHAR[]), unnest($agreed_by::VARCHAR[]);
