-- At most one row: the newest version of $key_result at $as_of.
SELECT key_result, objective, title, owner, kind, unit, baseline, target, low, high, stretch, commitment, weight, kpi, confidential, start,
  due, link, dropped, withdrawn
FROM key_results
WHERE recorded_at <= $as_of AND key_result = $key_result
ORDER BY recorded_at DESC, id DESC
LIMIT 1;
