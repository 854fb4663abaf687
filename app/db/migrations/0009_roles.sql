-- What a session may do: whoever knew the host's password before there were roles is the owner.
alter table sessions add column role text not null default 'owner';
-- How the person is called, and the device that they use, for the list of who is signed in.
alter table sessions add column name text not null default '';
alter table sessions add column label text not null default '';
alter table sessions add column last_seen_at text not null default '';
-- The invitation that made it a pass; empty for a session that a password opened.
alter table sessions add column invitation_id text not null default '';
create index sessions_of_party on sessions (party_id, created_at);
