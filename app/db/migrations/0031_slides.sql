-- What the show has between guests' photos (screens/slides.py).
create table slides (
    id text primary key,
    party_id text not null references parties (id),
    -- The order; numbers are not without gaps.
    position integer not null,
    -- Counts the writes, so that the later of two hosts is told (409).
    version integer not null default 1,
    kind text not null,
    title text not null default '',
    words text not null default '',
    -- Moments in UTC; an empty one is none. at is what a countdown counts to.
    at text not null default '',
    from_at text not null default '',
    until_at text not null default '',
    -- The slide comes after so many photos, and stays for so many seconds.
    every integer not null,
    seconds integer not null,
    is_on integer not null default 1
);
create index slides_in_order on slides (party_id, position);

-- The change that last changed any slide, so that a screen knows whether it has them.
alter table parties add column slides_no integer not null default 0;
