-- One row per card of $quarter: its newest version at $as_of, unless withdrawn; in the order they were first written.
SELECT
  card, quarter, prompt, text, about, retro, topic, discussed, "by", withdrawn, recorded_at
FROM cards
WHERE quarter = $quarter AND recorded_at <= $as_of
QUALIFY row_number() OVER (PARTITION BY card ORDER BY recorded_at DESC, id DESC) = 1 AND NOT withdrawn
ORDER BY min(recorded_at) OVER (PARTITION BY card), id;
