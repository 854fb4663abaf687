-- The album: photos in the order in which they happened, chapters of the night, and collections.

-- When it was taken where that is plausible, else when it was sent (records/moment.py), ISO 8601 UTC with
-- milliseconds. SQL that both databases take has no arithmetic of days: of earlier photos the month must agree.
alter table photos add column happened_at text not null default '';
update photos set happened_at = case
    when taken_at is not null and length(taken_at) = 20 and taken_at <= created_at
        and substr(taken_at, 1, 7) = substr(created_at, 1, 7)
    then substr(taken_at, 1, 19) || '.000Z' else created_at end;
-- All that the outline of the album reads, so that 20,000 photos are one walk along the index.
create index photos_by_moment on photos (party_id, state, happened_at, position, width, height);

-- Borders of chapters that hosts have decided about: each begins at a moment and ends at the next one's.
create table chapters (
    id text primary key,
    party_id text not null references parties (id),
    -- Empty for the first: it begins before everything.
    begins_at text not null,
    title text not null default ''
);
create index chapters_of_party on chapters (party_id, begins_at);

create table collections (
    id text primary key,
    party_id text not null references parties (id),
    position integer not null,
    title text not null,
    -- Who sees it: everyone or hosts.
    seen_by text not null default 'everyone',
    -- Counts the writes, so that the later of two hosts is told (409).
    version integer not null default 1
);
create index collections_in_order on collections (party_id, position);

create table collection_photos (
    id text primary key,
    collection_id text not null references collections (id) on delete cascade,
    photo_id text not null references photos (id) on delete cascade,
    party_id text not null references parties (id),
    -- The order by hand; numbers are not without gaps.
    place integer not null,
    unique (collection_id, photo_id)
);
create index collection_photos_in_order on collection_photos (collection_id, place);
create index collection_photos_of_photo on collection_photos (photo_id);

-- The change that last changed a chapter or a collection: pages hear of it with the party.
alter table parties add column album_no integer not null default 0;
-- The change that last changed a chapter, and the moment up to which borders are the hosts'; behind it they
-- are still found in the gaps.
alter table parties add column chapters_no integer not null default 0;
alter table parties add column chapters_until text not null default '';
