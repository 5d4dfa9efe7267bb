-- What each organisation is told of, in the one order of the log: written as entries are put into the tree.

CREATE INDEX events_entry ON events (entry_id);

CREATE TABLE feed (
    organization_id VARCHAR(40) NOT NULL,
    leaf            BIGINT      NOT NULL,
    event_id        VARCHAR(40) NOT NULL,
    case_id         VARCHAR(40) NOT NULL,
    PRIMARY KEY (organization_id, leaf, event_id)
) /*!table*/;

CREATE INDEX feed_event ON feed (event_id, organization_id);
