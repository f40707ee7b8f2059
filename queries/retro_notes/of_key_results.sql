-- One row per key result of $key_results that has a note: its newest version at $as_of.
SELECT
  key_result, outcome, worked, did_not, could_have, team_input, "by", recorded_at
FROM retro_notes
WHERE key_result IN (SELECT unnest($key_results::VARCHAR[])) AND recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY key_result ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY key_result;
