-- One row per month and team whose update was sent by $as_of: its newest sent version, newest month first.
SELECT
  month, subject, text, team, state, "to", "by", recorded_at
FROM monthly
WHERE state = $state AND recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY month, team ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY month DESC, team NULLS FIRST;
