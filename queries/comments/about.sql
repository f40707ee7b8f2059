-- One row per comment on the steps of $quarter, on $objectives or on $key_results: its newest version at $as_of, unless withdrawn; oldest first.
SELECT
  comment, text, objective, key_result, quarter, step, "by", withdrawn, recorded_at
FROM comments
WHERE (
    quarter = $quarter
    OR objective IN (SELECT unnest($objectives::VARCHAR[]))
    OR key_result IN (SELECT unnest($key_results::VARCHAR[]))
  ) AND recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY comment ORDER BY recorded_at DESC, id DESC) = 1 AND NOT withdrawn
ORDER BY min(recorded_at) OVER (PARTITION BY comment), id;
