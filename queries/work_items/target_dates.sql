-- One row per target date that a work item had in turn, none among them: since when. Of every item whose date was
-- changed by $as_of, the oldest first; of $items alone where they are given.
WITH seen AS (
  SELECT item, target_date, captured_at, id,
    row_number() OVER turns AS place,
    lag(target_date) OVER turns AS before
  FROM work_items
  WHERE captured_at <= $as_of
    AND ($items::VARCHAR[] IS NULL OR list_contains($items::VARCHAR[], item))
  WINDOW turns AS (PARTITION BY item ORDER BY captured_at, id)
)
SELECT item, target_date, captured_at
FROM seen
WHERE place = 1 OR target_date IS DISTINCT FROM before
QUALIFY count(*) OVER (PARTITION BY item) > 1
ORDER BY item, captured_at, id;
