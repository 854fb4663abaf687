-- A link that gives a role to whoever opens it. Its token is in the link only; here is its hash.
create table invitations (
    id text primary key,
    party_id text not null references parties (id),
    role text not null check (role in ('host', 'helper', 'photographer', 'viewer')),
    token_hash text not null unique,
    created_at text not null,
    expires_at text not null
);
create index invitations_of_party on invitations (party_id, created_at);
create index sessions_of_invitation on sessions (invitation_id) where invitation_id <> '';
