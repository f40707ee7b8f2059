-- The quarter around its weeks: drafts and who agreed to a change, planning steps, comments, the retrospective, and scorecards.

ALTER TABLE objectives ADD COLUMN state VARCHAR DEFAULT 'published';
ALTER TABLE objectives ADD COLUMN withdrawn BOOLEAN DEFAULT FALSE;
ALTER TABLE key_results ADD COLUMN withdrawn BOOLEAN DEFAULT FALSE;
ALTER TABLE milestones ADD COLUMN withdrawn BOOLEAN DEFAULT FALSE;
ALTER TABLE plans ADD COLUMN withdrawn BOOLEAN DEFAULT FALSE;
ALTER TABLE people ADD COLUMN agreed_by VARCHAR;
ALTER TABLE objectives ADD COLUMN agreed_by VARCHAR;
ALTER TABLE key_results ADD COLUMN agreed_by VARCHAR;
ALTER TABLE milestones ADD COLUMN agreed_by VARCHAR;
ALTER TABLE plans ADD COLUMN agreed_by VARCHAR;
ALTER TABLE kpis ADD COLUMN agreed_by VARCHAR;

CREATE TABLE steps (
  id VARCHAR, quarter VARCHAR, step VARCHAR, done_on DATE, done_by VARCHAR, note VARCHAR, link VARCHAR, "by" VARCHAR,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
CREATE TABLE comments (
  id VARCHAR, comment VARCHAR, text VARCHAR, objective VARCHAR, key_result VARCHAR, quarter VARCHAR, step VARCHAR, "by" VARCHAR,
  withdrawn BOOLEAN,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
CREATE TABLE retro_notes (
  id VARCHAR, key_result VARCHAR, outcome VARCHAR, worked VARCHAR, did_not VARCHAR, could_have VARCHAR, team_input VARCHAR, "by" VARCHAR,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
CREATE TABLE cards (
  id VARCHAR, card VARCHAR, quarter VARCHAR, prompt VARCHAR, text VARCHAR, about VARCHAR, retro DOUBLE, topic VARCHAR, discussed BOOLEAN,
  "by" VARCHAR, withdrawn BOOLEAN,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
CREATE TABLE votes (
  id VARCHAR, card VARCHAR, voter VARCHAR, votes DOUBLE,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
-- A scorecard made final keeps itself as JSON, like a closed week its Review.
CREATE TABLE scorecards (
  id VARCHAR, quarter VARCHAR, state VARCHAR, "by" VARCHAR, reason VARCHAR, scorecard VARCHAR,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
