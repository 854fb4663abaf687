-- The party, its guests, their photos, and the numbered log of what happened.
create table parties (
    id text primary key,
    slug text not null unique,
    title text not null,
    uploads_open integer not null default 1,
    closed_message text not null default '',
    host_password text,
    -- The number of the last change: taken and raised inside the transaction that makes the change.
    head integer not null default 0,
    created_at text not null
);

create table guests (
    id text primary key,
    party_id text not null references parties (id),
    name text not null default '',
    created_at text not null
);
create index guests_of_party on guests (party_id, created_at);

create table photos (
    id text primary key,
    party_id text not null references parties (id),
    guest_id text not null references guests (id),
    -- Made by the client for one photo: a retried upload is the same photo.
    upload_key text not null,
    author text not null,
    caption text not null,
    state text not null check (state in ('processing', 'waiting', 'shown', 'hidden', 'deleted')),
    -- The photo's last change; 0 until it is first shown.
    change_no integer not null default 0,
    -- The change that first showed it: its place in the gallery, which edits do not move.
    position integer not null default 0,
    version integer not null default 1,
    sha256 text not null,
    media_type text not null,
    bytes integer not null,
    width integer not null default 0,
    height integer not null default 0,
    placeholder text not null default '',
    taken_at text,
    created_at text not null,
    -- The unguessable public folder of its renditions; never used again once taken down.
    folder text not null default '',
    renditions text not null default '[]',
    unique (guest_id, upload_key)
);
create index photos_by_change on photos (party_id, change_no);
create index photos_by_position on photos (party_id, state, position);
create index photos_for_host on photos (party_id, position);
create index photos_of_guest on photos (party_id, guest_id, position);
create index photos_unfinished on photos (created_at) where state = 'processing';
create index photos_by_folder on photos (folder) where folder <> '';

create table changes (
    party_id text not null references parties (id),
    no integer not null,
    photo_id text,
    kind text not null,
    actor text not null,
    at text not null,
    detail text not null default '',
    primary key (party_id, no)
);

create table sessions (
    id_hash text primary key,
    party_id text not null references parties (id),
    created_at text not null,
    expires_at text not null
);
