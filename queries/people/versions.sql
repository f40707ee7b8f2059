-- One row per version of a person that counts at $as_of, oldest first; of versions of one moment the last written counts.
SELECT email, name, role, team, manager, stand_in, active, github,
  recorded_at, recorded_by, reason, agreed_by
FROM people
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY email, recorded_at ORDER BY id DESC) = 1
ORDER BY email, recorded_at;
