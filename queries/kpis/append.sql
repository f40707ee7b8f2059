-- Appends versions of kpis. Parameters: one list per column, all of one length.
INSERT INTO kpis (
  id, kpi, name, unit, good_direction, team, recorded_at, learned_at, recorded_by, reason, agreed_by
)
SELECT
  unnest($id::VARCHAR[]), unnest($kpi::VARCHAR[]), unnest($name::VARCHAR[]), unnest($unit::VARCHAR[]),
  unnest($good_direction::VARCHAR[]), unnest($team::VARCHAR[]), unnest($recorded_at::TIMESTAMP[]),
  unnest($learned_at::TIMESTAMP[]), unnest($recorded_by::VARCHAR[]), unnest($reason::VARCHAR[]),
  unnest($agreed_by::VARCHAR[]);
