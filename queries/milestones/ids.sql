-- One row per milestone that $key_result ever had, withdrawn ones too.
SELECT DISTINCT milestone
FROM milestones
WHERE key_result = $key_result;
