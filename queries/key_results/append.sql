-- Appends versions of key_results. Parameters: one list per column, all of one length.
INSERT INTO key_results (
  id, key_result, objective, title, owner, kind, unit, baseline, target, low, high, stretch, commitment, weight, kpi,
  confidential, start, due, link, dropped, withdrawn, recorded_at, learned_at, recorded_by, reason, agreed_by
)
SELECT
  unnest($id::VARCHAR[]), unnest($key_result::VARCHAR[]), unnest($objective::VARCHAR[]), unnest($title::VARCHAR[]),
  unnest($owner::VARCHAR[]), unnest($kind::VARCHAR[]), unnest($unit::VARCHAR[]), unnest($baseline::DOUBLE[]),
  unnest($target::DOUBLE[]), unnest($low::DOUBLE[]), unnest($high::DOUBLE[]), unnest($stretch::DOUBLE[]),
  unnest($commitment::VARCHAR[]), unnest($weight::DOUBLE[]), unnest($kpi::VARCHAR[]),
  unnest($confidential::BOOLEAN[]), unnest($start::DATE[]), unnest($due::DATE[]), unnest($link::VARCHAR[]),
  unnest($dropped::BOOLEAN[]), unnest($withdrawn::BOOLEAN[]), unnest($recorded_at::TIMESTAMP[]),
  unnest($learned_at::TIMESTAMP[]), unnest($recorded_by::VARCHAR[]), unnest($reason::VARCHAR[]),
  unnest($agreed_by::VARCHAR[]);
