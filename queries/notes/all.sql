-- One row per version of a note or decision recorded by $as_of, oldest first.
SELECT
  note, week, text, kind, key_result, "by", withdrawn, recorded_at
FROM notes
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
