-- One row per key result that reads its value from a KPI of $kpis: its newest version at $as_of.
SELECT *
FROM (
  SELECT key_result, objective, title, owner, kind, unit, baseline, target, low, high, stretch, commitment, weight,
    kpi, confidential, start, due, link, dropped, withdrawn
  FROM key_results
  WHERE recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY key_result ORDER BY recorded_at DESC, id DESC) = 1
)
WHERE NOT withdrawn AND kpi IN (SELECT unnest($kpis::VARCHAR[]))
ORDER BY title, key_result;
