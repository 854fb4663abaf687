-- A code that guests must have to get in, and further ways in (tables, places) with codes of their own.
alter table parties add column entry_code text not null default '';
-- Rises when everybody is asked for the code again.
alter table parties add column entry_round integer not null default 0;
create table doors (
    id text primary key,
    party_id text not null references parties (id),
    label text not null,
    code text not null,
    created_at text not null,
    -- A revoked door lets nobody in; its row keeps the label of the photos that came by it.
    revoked_at text not null default ''
);
create index doors_of_party on doors (party_id, created_at);
alter table guests add column door_id text not null default '';
alter table photos add column door_id text not null default '';

-- The words that a guest agreed to last, and when.
alter table guests add column consent text not null default '';
alter table guests add column consent_at text not null default '';
