-- The sources and the rhythm: which KPI a series is, the tracker's items, the monthly update, what a send is about, and jobs run.

ALTER TABLE sends ADD COLUMN about VARCHAR;

CREATE TABLE series (
  id VARCHAR, series VARCHAR, kpi VARCHAR, "by" VARCHAR,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
CREATE TABLE work_items (
  id VARCHAR, item VARCHAR, project VARCHAR, kind VARCHAR, title VARCHAR, number DOUBLE, repository VARCHAR, url VARCHAR, state VARCHAR,
  status VARCHAR, team VARCHAR, iteration VARCHAR, iteration_start DATE, target_date DATE, key_result VARCHAR, assignees VARCHAR,
  labels VARCHAR, created_at TIMESTAMP, closed_at TIMESTAMP, is_archived BOOLEAN, is_gone BOOLEAN, fields VARCHAR,
  captured_at TIMESTAMP, learned_at TIMESTAMP
);
CREATE TABLE monthly (
  id VARCHAR, month DATE, subject VARCHAR, text VARCHAR, team VARCHAR, state VARCHAR, "to" VARCHAR, "by" VARCHAR,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
-- Work that the server does by itself, a row when it begins and a row when it ends.
CREATE TABLE runs (
  id VARCHAR, job VARCHAR, started_at TIMESTAMP, status VARCHAR, message VARCHAR, recorded_at TIMESTAMP, learned_at TIMESTAMP
);
