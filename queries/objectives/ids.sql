-- One row per objective that was ever written, withdrawn ones too.
SELECT DISTINCT objective
FROM objectives;
