-- One row per week for which $key_result ever had a planned value, withdrawn ones too.
SELECT DISTINCT week
FROM plans
WHERE key_result = $key_result;
