\sleep 4 ms
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT balance FROM hot_row WHERE id = 1;
UPDATE hot_row SET balance = balance + 1 WHERE id = 1;
COMMIT;
