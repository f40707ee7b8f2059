-- One row per version of a key result that counts at $as_of, oldest first; of versions of one moment the last written counts.
SELECT key_result, objective, title, owner, kind, unit, baseline, target, low, high, stretch, commitment, weight, kpi, confidential, start,
  due, link, dropped, withdrawn,
  recorded_at, recorded_by, reason, agreed_by
FROM key_results
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY key_result, recorded_at ORDER BY id DESC) = 1
ORDER BY key_result, recorded_at;
