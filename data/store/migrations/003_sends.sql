-- What was sent outside, by the week it is about: to whom, and its whole text.

CREATE TABLE sends (
  id VARCHAR, week DATE, what VARCHAR, "to" VARCHAR, text VARCHAR, "by" VARCHAR,
  recorded_at TIMESTAMP, learned_at TIMESTAMP
);
