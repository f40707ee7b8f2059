-- One row per grade ever given by $as_of, oldest first.
SELECT key_result, objective, score, grade, note, "by", graded_at, final
FROM grades
WHERE graded_at <= $as_of
ORDER BY graded_at, id;
