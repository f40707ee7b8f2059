-- Appends versions of people. Parameters: one list per column, all of one length.
INSERT INTO people (
  id, email, name, role, team, manager, stand_in, active, github, recorded_at, learned_at, recorded_by, reason,
  agreed_by
)
SELECT
  unnest($id::VARCHAR[]), unnest($email::VARCHAR[]), unnest($name::VARCHAR[]), unnest($role::VARCHAR[]),
  unnest($team::VARCHAR[]), unnest($manager::VARCHAR[]), unnest($stand_in::VARCHAR[]), unnest($active::BOOLEAN[]),
  unnest($github::VARCHAR[]), unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]),
  unnest($recorded_by::VARCHAR[]), unnest($reason::VARCHAR[]), unnest($agreed_by::VARCHAR[]);
