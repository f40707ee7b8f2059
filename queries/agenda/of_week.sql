-- One row per agenda item on the list of $week: its newest version at $as_of; open ones of earlier weeks are carried over.
SELECT
  item, week, title, "by", minutes, link, key_result, position, state, recorded_at
FROM (
  SELECT *
  FROM agenda
  WHERE recorded_at <= $as_of
  QUALIFY row_number() OVER (PARTITION BY item ORDER BY recorded_at DESC, id DESC) = 1
)
WHERE week <= $week AND state <> 'withdrawn' AND (week = $week OR state = 'open')
ORDER BY position NULLS LAST, week, item;
