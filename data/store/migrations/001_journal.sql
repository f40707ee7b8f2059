-- The journal: every table is appended to, never updated. A row is one version of one fact.
-- recorded_at (captured_at, graded_at): since when the version counts, UTC. learned_at: when this store learned it, UTC.
-- id: made in Python, ordered by time; it settles ties of recorded_at.

CREATE TABLE people (
  id VARCHAR, email VARCHAR, name VARCHAR, role VARCHAR, team VARCHAR, manager VARCHAR, stand_in VARCHAR, active BOOLEAN,
  recorded_at TIMESTAMP, learned_at TIMESTAMP, recorded_by VARCHAR, reason VARCHAR
);
CREATE TABLE objectives (
  id VARCHAR, objective VARCHAR, quarter VARCHAR, title VARCHAR, why VARCHAR, team VARCHAR, owner VARCHAR, parent VARCHAR, weight DOUBLE,
  recorded_at TIMESTAMP, learned_at TIMESTAMP, recorded_by VARCHAR, reason VARCHAR
);
CREATE TABLE key_results (
  id VARCHAR, key_result VARCHAR, objective VARCHAR, title VARCHAR, owner VARCHAR, kind VARCHAR, unit VARCHAR, baseline DOUBLE,
  target DOUBLE, low DOUBLE, high DOUBLE, stretch DOUBLE, commitment VARCHAR, weight DOUBLE, kpi VARCHAR, confidential BOOLEAN, start DATE,
  due DATE, link VARCHAR, dropped BOOLEAN,
  recorded_at TIMESTAMP, learned_at TIMESTAMP, recorded_by VARCHAR, reason VARCHAR
);
CREATE TABLE milestones (
  id VARCHAR, key_result VARCHAR, milestone VARCHAR, weight DOUBLE, due DATE, done_on DATE,
  recorded_at TIMESTAMP, learned_at TIMESTAMP, recorded_by VARCHAR, reason VARCHAR
);
CREATE TABLE plans (
  id VARCHAR, key_result VARCHAR, week DATE, value DOUBLE,
  recorded_at TIMESTAMP, learned_at TIMESTAMP, recorded_by VARCHAR, reason VARCHAR
);
CREATE TABLE kpis (
  id VARCHAR, kpi VARCHAR, name VARCHAR, unit VARCHAR, good_direction VARCHAR, team VARCHAR,
  recorded_at TIMESTAMP, learned_at TIMESTAMP, recorded_by VARCHAR, reason VARCHAR
);
CREATE TABLE updates (
  id VARCHAR, key_result VARCHAR, week DATE, value DOUBLE, confidence DOUBLE, status VARCHAR, wins VARCHAR, risks VARCHAR,
  next_steps VARCHAR, help VARCHAR, link VARCHAR, author VARCHAR,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
CREATE TABLE readings (
  id VARCHAR, kpi VARCHAR, date DATE, value DOUBLE, is_partial BOOLEAN, definition VARCHAR,
  captured_at TIMESTAMP, learned_at TIMESTAMP
);
CREATE TABLE grades (
  id VARCHAR, key_result VARCHAR, objective VARCHAR, score DOUBLE, grade VARCHAR, note VARCHAR, "by" VARCHAR, final BOOLEAN,
  graded_at TIMESTAMP, learned_at TIMESTAMP
);
-- What a source answered, a row per tile or page of items and run.
CREATE TABLE syncs (
  id VARCHAR, source VARCHAR, dashboard VARCHAR, element VARCHAR, title VARCHAR, status VARCHAR, count_rows BIGINT, message VARCHAR,
  recorded_by VARCHAR, recorded_at TIMESTAMP, learned_at TIMESTAMP
);
-- What happened that is not itself a fact of the quarter: an import, a backup, the sample being set aside.
CREATE TABLE events (
  id VARCHAR, what VARCHAR, detail VARCHAR, recorded_by VARCHAR, recorded_at TIMESTAMP, learned_at TIMESTAMP
);
