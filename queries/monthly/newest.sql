-- One row per team (null: the department) that has an update of $month: its newest version at $as_of.
SELECT
  month, subject, text, team, state, "to", "by", recorded_at
FROM monthly
WHERE month = $month AND recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY team ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY team NULLS FIRST;
