-- Uploads whose bytes lie in a store: the pieces that count, and who may add to them.
create table upload_pieces (
    upload_id text not null references uploads (id) on delete cascade,
    start_at bigint not null,
    size bigint not null,
    -- The object's name, which no other piece ever has.
    name text not null,
    primary key (upload_id, start_at)
);

create table upload_turns (
    upload_id text primary key references uploads (id) on delete cascade,
    -- The request that may add pieces; empty when none does.
    holder text not null,
    -- The request that asked last to go on instead; empty when none does.
    wanted text not null
);
