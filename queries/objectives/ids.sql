-- One row per objective that was ever written, withdrawn ones too, in the order in which they were first written.
SELECT objective
FROM objectives
GROUP BY objective
ORDER BY min(id);
