-- One row per version of an agenda item recorded by $as_of, oldest first.
SELECT
  item, week, title, "by", minutes, link, key_result, position, state, recorded_at
FROM agenda
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
