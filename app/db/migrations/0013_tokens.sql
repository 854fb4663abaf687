-- Tokens of programs: what each may do, until when, and when it was used last. Only hashes of them are kept.
create table tokens (
    id text primary key,
    party_id text not null references parties (id),
    secret_hash text not null unique,
    name text not null,
    -- Separated by spaces.
    scopes text not null,
    -- The guest as whom it sends.
    guest_id text not null,
    created_at text not null,
    expires_at text not null,
    last_used_at text not null default ''
);
create index tokens_of_party on tokens (party_id, created_at);
