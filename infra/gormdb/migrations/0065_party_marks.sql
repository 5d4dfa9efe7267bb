-- What a party is found by without being read: a keyed hash of the whole name, number or phone, and of a phone's last four digits.

CREATE TABLE party_marks (
    party_id VARCHAR(40) NOT NULL,
    kind     VARCHAR(20) NOT NULL,
    mark     VARCHAR(40) NOT NULL,
    PRIMARY KEY (party_id, kind)
) /*!table*/;

CREATE INDEX party_marks_mark ON party_marks (mark, party_id);
