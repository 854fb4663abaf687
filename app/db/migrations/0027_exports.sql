-- What is taken home: a list of originals, frozen when the download begins, so that it can go on hours later.
create table exports (
    id text primary key,
    party_id text not null references parties (id),
    -- Whose it is: a guest's id, or empty for the hosts.
    guest_id text not null default '',
    -- What it has: see `Taken` in records/export.py.
    taken text not null,
    folders text not null default '',
    -- The party's last change when it was frozen.
    head integer not null,
    files integer not null default 0,
    bytes integer not null default 0,
    -- Originals that were not there as they were sent.
    missing integer not null default 0,
    time_zone text not null,
    created_at text not null,
    expires_at text not null,
    -- Empty until the list is whole.
    ready_at text not null default ''
);
create index exports_of_party on exports (party_id, guest_id, created_at);
create index exports_by_end on exports (expires_at);

create table export_parts (
    export_id text not null references exports (id),
    part integer not null,
    party_id text not null references parties (id),
    files integer not null,
    directory_start integer not null,
    directory_bytes integer not null,
    bytes integer not null,
    primary key (export_id, part)
);

create table export_files (
    export_id text not null references exports (id),
    no integer not null,
    party_id text not null references parties (id),
    part integer not null,
    -- Where it begins in its ZIP.
    start integer not null,
    photo_id text not null,
    -- Empty once something stands in for it, from then on in every answer.
    name text not null,
    name_bytes integer not null,
    bytes integer not null,
    crc32 integer not null,
    sha256 text not null,
    modified_at text not null,
    primary key (export_id, no)
);
create index export_files_of_photo on export_files (photo_id);
create index export_parts_of_party on export_parts (party_id);
create index export_files_of_party on export_files (party_id);

-- Who may take the originals of all shown photos.
alter table parties add column album_for text not null default 'hosts';
