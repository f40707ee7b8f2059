-- The Monday meeting: what is to be talked about, what was said, decided and promised, and the weeks that were closed.

CREATE TABLE agenda (
  id VARCHAR, item VARCHAR, week DATE, title VARCHAR, "by" VARCHAR, minutes DOUBLE, link VARCHAR, key_result VARCHAR, position DOUBLE,
  state VARCHAR,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
CREATE TABLE notes (
  id VARCHAR, note VARCHAR, week DATE, text VARCHAR, kind VARCHAR, key_result VARCHAR, "by" VARCHAR, withdrawn BOOLEAN,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
CREATE TABLE actions (
  id VARCHAR, action VARCHAR, week DATE, text VARCHAR, owner VARCHAR, due DATE, key_result VARCHAR, done_on DATE, "by" VARCHAR,
  withdrawn BOOLEAN,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
-- A closed week keeps its Review as JSON: the one thing that reading as of a moment could not freeze.
CREATE TABLE closings (
  id VARCHAR, week DATE, closed BOOLEAN, "by" VARCHAR, reason VARCHAR, review VARCHAR,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
