-- Who people are on GitHub; a work item's number is whole, and its status has a place among those of its board.

ALTER TABLE people ADD COLUMN github VARCHAR;
ALTER TABLE work_items ADD COLUMN status_place BIGINT;
ALTER TABLE work_items ALTER COLUMN number TYPE BIGINT;
