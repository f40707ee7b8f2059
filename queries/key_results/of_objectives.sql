-- One row per key result of the objectives $objectives: its newest version at $as_of, unless withdrawn.
SELECT key_result, objective, title, owner, kind, unit, baseline, target, low, high, stretch, commitment, weight, kpi, confidential, start,
  due, link, dropped, withdrawn
FROM (
  SELECT *
  FROM key_results
  WHERE recorded_at <= $as_of
    AND key_result IN (SELECT key_result FROM key_results WHERE objective IN (SELECT unnest($objectives::VARCHAR[])))
  QUALIFY row_number() OVER (PARTITION BY key_result ORDER BY recorded_at DESC, id DESC) = 1
)
WHERE objective IN (SELECT unnest($objectives::VARCHAR[])) AND NOT withdrawn
ORDER BY key_result;
