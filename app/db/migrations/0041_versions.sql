-- What was put right in a photo: the parameters of the version that is shown (empty as it came), and the change
-- that made it (0 as it came). All versions but the first, which is as it came, are rows of their own.
alter table photos add column edit text not null default '';
alter table photos add column edit_no integer not null default 0;
create table versions (
    photo_id text not null references photos (id),
    party_id text not null references parties (id),
    no integer not null,
    edit text not null,
    actor text not null,
    at text not null,
    -- One that waits for a decision while the version before it is shown.
    waits integer not null default 0,
    -- When it is shown by itself; empty where somebody has to say yes.
    release_at text not null default '',
    primary key (photo_id, no)
);
create index versions_waiting on versions (party_id, no) where waits = 1;
