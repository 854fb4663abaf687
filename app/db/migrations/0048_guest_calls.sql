-- When and how often within ten minutes wrong codes for the party were tried, when that was last often.
alter table parties add column guessed_at text not null default '';
alter table parties add column guesses integer not null default 0;

-- Guests who want to be called on a phone: one row for each phone.
create table guest_calls (
    id text primary key,
    party_id text not null references parties (id),
    guest_id text not null,
    -- The push service's address for that browser, and its public key and secret, as it gave them.
    address text not null,
    public_key text not null,
    auth_secret text not null,
    language text not null,
    -- The kinds that are wanted, with spaces between them.
    kinds text not null,
    created_at text not null,
    -- When the last call was begun; empty before the first.
    called_at text not null default '',
    -- The party's last showing that was told, and whether the album was.
    told_no integer not null,
    album_told integer not null default 0,
    failures integer not null default 0,
    unique (party_id, guest_id, address)
);
create index guest_calls_by_time on guest_calls (called_at);
