-- One row per key result of $key_results and objective of $objectives that has a grade: its newest one at $as_of.
SELECT key_result, objective, score, grade, note, "by", graded_at, final
FROM grades
WHERE graded_at <= $as_of
  AND (
    key_result IN (SELECT unnest($key_results::VARCHAR[]))
    OR objective IN (SELECT unnest($objectives::VARCHAR[]))
  )
QUALIFY row_number() OVER (PARTITION BY key_result, objective ORDER BY graded_at DESC, id DESC) = 1
ORDER BY objective NULLS FIRST, key_result;
