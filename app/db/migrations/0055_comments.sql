-- What people write under photos, and what others say against it.
alter table parties add column comments_allowed integer not null default 0;
-- How many of a photo's comments are shown.
alter table photos add column comments integer not null default 0;
create table comments (
    id text primary key,
    party_id text not null references parties (id),
    photo_id text not null references photos (id) on delete cascade,
    guest_id text not null,
    -- Made by who writes it: a request that is sent again is the same comment.
    write_key text not null,
    author text not null,
    text text not null,
    -- The role of who wrote it; empty for a guest.
    sent_as text not null default '',
    -- shown, waiting or hidden
    state text not null,
    reason text not null default '',
    release_at text not null default '',
    was_shown integer not null default 0,
    created_at text not null,
    edited_at text not null default '',
    unique (party_id, guest_id, write_key)
);
create index comments_of_photo on comments (photo_id, created_at);
create index comments_waiting on comments (party_id, created_at) where state = 'waiting';
create index comments_to_release on comments (release_at) where release_at <> '';
create table comment_reports (
    party_id text not null references parties (id),
    comment_id text not null references comments (id) on delete cascade,
    guest_id text not null,
    -- A pseudonym of the address that it came from.
    network text not null,
    reason text not null,
    created_at text not null,
    -- When somebody decided about it; empty until then.
    settled_at text not null default '',
    primary key (comment_id, guest_id)
);
create index comment_reports_open on comment_reports (party_id) where settled_at = '';
