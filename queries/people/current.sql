-- One row per person: its newest version at $as_of.
SELECT email, name, role, team, manager, stand_in, active, github
FROM people
WHERE recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY email ORDER BY recorded_at DESC, id DESC) = 1
ORDER BY email;
