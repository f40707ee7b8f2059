-- One row per key result in force whose title is $title (in lower case, with single spaces) at $as_of, with its quarter.
WITH worded AS (
  SELECT key_result, objective, title, withdrawn
  FROM key_results
  WHERE recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY key_result ORDER BY recorded_at DESC, id DESC) = 1
),
placed AS (
  SELECT objective, quarter, state, withdrawn
  FROM objectives
  WHERE recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY objective ORDER BY recorded_at DESC, id DESC) = 1
)
SELECT key_result, title, quarter
FROM worded
JOIN placed USING (objective)
WHERE lower(regexp_replace(trim(title), '\s+', ' ', 'g')) = $title
  AND state IN ('approved', 'published') AND NOT worded.withdrawn AND NOT placed.withdrawn
ORDER BY key_result;
