-- The first line with a key is found by the index alone: with line outside it, SQLite read the whole job to have its rows in order.

CREATE INDEX job_rows_key_line ON job_rows (job_id, row_key, line);

DROP INDEX job_rows_key /*! ON job_rows */;
