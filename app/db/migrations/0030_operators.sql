-- An operator's sign-in at the page of all parties: a session of the server, which opens no party.
create table operator_sessions (
    id_hash text primary key,
    account_id text not null references accounts (id),
    label text not null,
    created_at text not null,
    expires_at text not null,
    last_seen_at text not null
);
create index operator_sessions_of_account on operator_sessions (account_id);

-- Put away: its members see the party, everybody else hears that nothing is there.
alter table parties add column archived integer not null default 0;
