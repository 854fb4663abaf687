-- What several servers of one party must agree on: the key that signs cookies, and who is at work on what.
create table secrets (
    name text primary key,
    value text not null
);

-- Until when somebody is at work on it, renewed while they are; after that, anybody may take it up.
alter table photos add column leased_until text not null default '';
alter table arrivals add column leased_until text not null default '';
