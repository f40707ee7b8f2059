-- One row per version of a retrospective note recorded by $as_of, oldest first.
SELECT
  key_result, outcome, worked, did_not, could_have, team_input, "by", recorded_at
FROM retro_notes
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
