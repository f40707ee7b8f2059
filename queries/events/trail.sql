-- One row per thing done: an event, or what one person wrote (update) or gave (grade) at one moment.
-- Of the latter, what is about a single key result or objective is that of the only one where count_facts is 1.
-- The $most newest before $before (null: up to $as_of) with all others of the same moment, newest first;
-- $kinds and $author narrow them (null: every one, everybody).
WITH written AS (
  SELECT *, row_number() OVER (PARTITION BY key_result, week ORDER BY recorded_at, id) AS revision
  FROM updates
  WHERE recorded_at <= $as_of
),
done AS (
  SELECT recorded_at AS done_at, what AS kind, recorded_by AS author, detail, 1 AS count_facts, NULL AS key_result,
    NULL AS objective, NULL AS week, NULL AS number, NULL AS confidence, 1 AS revision
  FROM events
  UNION ALL
  SELECT recorded_at, 'update', author, NULL, count(*), min(key_result), NULL, min(week), min(value), min(confidence),
    min(revision)
  FROM written
  GROUP BY recorded_at, author
  UNION ALL
  SELECT graded_at, 'grade', "by", min(grade), count(*), min(key_result), min(objective), NULL, min(score), NULL, 1
  FROM grades
  GROUP BY graded_at, "by"
)
SELECT done_at, kind, author, detail, count_facts, key_result, objective, week, number, confidence, revision
FROM done
WHERE done_at <= $as_of
  AND ($before::TIMESTAMP IS NULL OR done_at < $before::TIMESTAMP)
  AND ($author::VARCHAR IS NULL OR author = $author::VARCHAR)
  AND ($kinds::VARCHAR[] IS NULL OR list_contains($kinds::VARCHAR[], kind))
QUALIFY rank() OVER (ORDER BY done_at DESC) <= $most
ORDER BY done_at DESC, kind, author;
