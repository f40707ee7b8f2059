-- One row per key result that was ever written, withdrawn ones too.
SELECT DISTINCT key_result
FROM key_results;
