-- People who run parties: a name to sign in by, and a password.
create table accounts (
    id text primary key,
    name text not null,
    -- The name as names are compared, so that no two differ by case alone.
    name_key text not null unique,
    email text not null default '',
    -- An argon2 hash; empty until its person has chosen a password by a link.
    password_hash text not null default '',
    -- May make and delete parties. It is no right to see into one.
    is_operator integer not null default 0,
    created_at text not null
);

-- An account with a role in a party.
create table members (
    party_id text not null references parties (id),
    account_id text not null references accounts (id),
    role text not null check (role in ('owner', 'host', 'helper', 'photographer', 'viewer')),
    created_at text not null,
    primary key (party_id, account_id)
);
create index members_of_account on members (account_id);

-- A link by which somebody chooses a new password, once. Its token is in the link only; here is its hash.
create table reset_links (
    account_id text primary key references accounts (id),
    token_hash text not null unique,
    expires_at text not null
);

-- The account that a password opened the session of; empty for a pass.
alter table sessions add column account_id text not null default '';
create index sessions_of_account on sessions (account_id) where account_id <> '';

-- Each party's host becomes its owner, with the password as it is, and stays signed in.
insert into accounts (id, name, name_key, password_hash, created_at)
select id, case slug when 'party' then 'host' else 'host-' || slug end,
    case slug when 'party' then 'host' else 'host-' || slug end, host_password, created_at
from parties where host_password is not null and deleted_at = '';
insert into members (party_id, account_id, role, created_at)
select id, id, 'owner', created_at from parties where host_password is not null and deleted_at = '';
update sessions set account_id = party_id
where invitation_id = '' and party_id in (select party_id from members);
alter table parties drop column host_password;
