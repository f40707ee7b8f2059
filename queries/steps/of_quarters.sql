-- One row per planning step of the quarters $quarters that has a record: its newest version at $as_of.
SELECT
  quarter, step, done_on, done_by, note, link, "by", recorded_at
FROM steps
WHERE quarter IN (SELECT unnest($quarters::VARCHAR[])) AND recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY quarter, step ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY quarter, step;
