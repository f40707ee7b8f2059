-- At most one row: the date of the newest reading by $as_of of the series whose ids begin with one of $prefixes.
SELECT date
FROM readings
WHERE captured_at <= $as_of
  AND EXISTS (SELECT 1 FROM (SELECT unnest($prefixes::VARCHAR[]) AS prefix) WHERE starts_with(kpi, prefix))
ORDER BY date DESC
LIMIT 1;
