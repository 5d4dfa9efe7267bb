-- The last checkpoint of a day is printed: it is found by when it was signed.

CREATE INDEX audit_checkpoints_signed ON audit_checkpoints (signed_at, size);
