-- Resumable uploads, and photos that were shown as a screen copy before their original came.
alter table photos add column original text not null default 'kept' check (original in ('kept', 'coming'));
-- The screen copy's own bytes: a phone makes the same copy of the same photo again.
alter table photos add column copy_sha256 text not null default '';
-- The copy's public folder, which outlives it for a moment so that no page shows a hole.
alter table photos add column former_folder text not null default '';
create index photos_by_bytes on photos (guest_id, sha256) where sha256 <> '';
create index photos_by_copy on photos (guest_id, copy_sha256) where copy_sha256 <> '';
create index photos_with_former_folder on photos (party_id) where former_folder <> '';

-- Further keys that name a photo: the same bytes were sent under another one.
create table photo_keys (
    guest_id text not null,
    upload_key text not null,
    photo_id text not null references photos (id) on delete cascade,
    primary key (guest_id, upload_key)
);

-- An original that is safe and about to take its screen copy's place.
create table arrivals (
    photo_id text primary key references photos (id) on delete cascade,
    -- The name of its bytes in the private folders.
    id text not null unique,
    sha256 text not null,
    media_type text not null,
    bytes integer not null,
    folder text not null,
    created_at text not null
);

create table uploads (
    id text primary key,
    party_id text not null references parties (id),
    guest_id text not null,
    state text not null check (state in ('receiving', 'taken', 'gone')),
    length integer not null,
    -- As the client sent it, to be answered word for word.
    metadata text not null,
    upload_key text not null,
    author text not null,
    caption text not null,
    -- The photo that it became, or that it turned out to be already.
    photo_id text,
    -- Why it is gone, when the picture was at fault.
    refusal text not null default '',
    created_at text not null,
    expires_at text not null
);
create index uploads_of_guest on uploads (party_id, guest_id, state);
create index uploads_by_state on uploads (party_id, state, expires_at);
create index uploads_by_photo on uploads (photo_id) where photo_id is not null;
