-- One row per version of a objective that counts at $as_of, oldest first; of versions of one moment the last written counts.
SELECT objective, quarter, title, why, team, owner, parent, weight, state, withdrawn,
  recorded_at, recorded_by, reason, agreed_by
FROM objectives
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY objective, recorded_at ORDER BY id DESC) = 1
ORDER BY objective, recorded_at;
