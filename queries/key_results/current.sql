-- One row per key result: its newest version at $as_of.
SELECT key_result, objective, title, owner, kind, unit, baseline, target, low, high, stretch, commitment, weight, kpi, confidential, start,
  due, link, dropped
FROM key_results
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY key_result ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY key_result;
