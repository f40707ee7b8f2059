-- One row: the newest moment at which this store learned anything; null in an empty store.
SELECT max(learned_at) AS learned_at
FROM (
  SELECT max(learned_at) AS learned_at FROM people
  UNION ALL SELECT max(learned_at) FROM objectives
  UNION ALL SELECT max(learned_at) FROM key_results
  UNION ALL SELECT max(learned_at) FROM milestones
  UNION ALL SELECT max(learned_at) FROM plans
  UNION ALL SELECT max(learned_at) FROM kpis
  UNION ALL SELECT max(learned_at) FROM updates
  UNION ALL SELECT max(learned_at) FROM readings
  UNION ALL SELECT max(learned_at) FROM grades
  UNION ALL SELECT max(learned_at) FROM syncs
  UNION ALL SELECT max(learned_at) FROM events
  UNION ALL SELECT max(learned_at) FROM agenda
  UNION ALL SELECT max(learned_at) FROM notes
  UNION ALL SELECT max(learned_at) FROM actions
  UNION ALL SELECT max(learned_at) FROM closings
  UNION ALL SELECT max(learned_at) FROM sends
  UNION ALL SELECT max(learned_at) FROM steps
  UNION ALL SELECT max(learned_at) FROM comments
  UNION ALL SELECT max(learned_at) FROM retro_notes
  UNION ALL SELECT max(learned_at) FROM cards
  UNION ALL SELECT max(learned_at) FROM votes
  UNION ALL SELECT max(learned_at) FROM scorecards
  UNION ALL SELECT max(learned_at) FROM series
  UNION ALL SELECT max(learned_at) FROM work_items
  UNION ALL SELECT max(learned_at) FROM monthly
  UNION ALL SELECT max(learned_at) FROM runs
);
