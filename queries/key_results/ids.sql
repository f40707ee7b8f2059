-- One row per key result that was ever written, withdrawn ones too, in the order in which they were first written.
SELECT key_result
FROM key_results
GROUP BY key_result
ORDER BY min(id);
