-- How much an organisation keeps in files, and an account handed in on a day: counted with each file, before it is kept.

CREATE TABLE file_sums (
    kind     VARCHAR(20) NOT NULL,
    owner_id VARCHAR(60) NOT NULL,
    on_day   VARCHAR(10) NOT NULL,
    bytes    BIGINT      NOT NULL,
    PRIMARY KEY (kind, owner_id, on_day)
) /*!table*/;

INSERT INTO file_sums (kind, owner_id, on_day, bytes)
SELECT 'house', organization_id, '', SUM(size) FROM documents WHERE template = '' AND held <> 'harmful' GROUP BY organization_id;
