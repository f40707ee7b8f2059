-- Appends versions of cards. Parameters: one list per column, all of one length.
INSERT INTO cards (
  id, card, quarter, prompt, text, about, retro, topic, discussed, "by", withdrawn, recorded_at, learned_at
)
SELECT
  unnest($id::VARCHAR[]), unnest($card::VARCHAR[]), unnest($quarter::VARCHAR[]), unnest($prompt::VARCHAR[]),
  unnest($text::VARCHAR[]), unnest($about::VARCHAR[]), unnest($retro::DOUBLE[]), unnest($topic::VARCHAR[]),
  unnest($discussed::BOOLEAN[]), unnest($by::VARCHAR[]), unnest($withdrawn::BOOLEAN[]),
  unnest($recorded_at::TIMESTAMP[]), unnest($learned_at::TIMESTAMP[]);
