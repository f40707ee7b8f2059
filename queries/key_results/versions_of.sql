-- One row per version of the key results $key_results that counts at $as_of, oldest first.
SELECT key_result, objective, title, owner, kind, unit, baseline, target, low, high, stretch, commitment, weight, kpi, confidential, start,
  due, link, dropped, withdrawn,
  recorded_at, recorded_by, reason, agreed_by
FROM key_results
WHERE recorded_at <= $as_of AND key_result IN (SELECT unnest($key_results::VARCHAR[]))
QUALIFY row_number() OVER (PARTITION BY key_result, recorded_at ORDER BY id DESC) = 1
ORDER BY key_result, recorded_at;
