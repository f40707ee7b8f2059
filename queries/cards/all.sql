-- One row per version of a card recorded by $as_of, oldest first.
SELECT
  card, quarter, prompt, text, about, retro, topic, discussed, "by", withdrawn, recorded_at
FROM cards
WHERE recorded_at <= $as_of
ORDER BY recorded_at, id;
