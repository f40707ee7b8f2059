-- One row per note or decision of the weeks from $first to $last: its newest version at $as_of, in the order they were made.
SELECT
  note, week, text, kind, key_result, "by", withdrawn, recorded_at
FROM (
  SELECT *
  FROM notes
  WHERE recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY note ORDER BY recorded_at DESC, id DESC) = 1
)
WHERE week BETWEEN $first AND $last AND NOT withdrawn
ORDER BY note;
