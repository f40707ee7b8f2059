-- One row per version of the key results of the objectives $objectives by $as_of, with when the store learned it,
-- oldest first.
SELECT key_result, objective, title, owner, kind, unit, baseline, target, low, high, stretch, commitment, weight, kpi, confidential, start,
  due, link, dropped, withdrawn,
  learned_at
FROM key_results
WHERE recorded_at <= $as_of AND objective IN (SELECT unnest($objectives::VARCHAR[]))
ORDER BY key_result, recorded_at, id;
