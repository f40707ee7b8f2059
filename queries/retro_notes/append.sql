-- Appends versions of retro_notes. Parameters: one list per column, all of one length.
INSERT INTO retro_notes (
  id, key_result, outcome, worked, did_not, could_have, team_input, "by", recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($key_result::VARCHAR[]), unnest($outcome::VARCHAR[]), unnest($worked::VARCHAR[]),
  unnest($did_not::VARCHAR[]), unnest($could_have::VARCHAR[]), unnest($team_input::VARCHAR[]), unnest($by::VARCHAR[]),
  unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]);
