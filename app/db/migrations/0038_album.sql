-- The album: photos in the order in which they happened, and chapters of the night.

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

-- The change that last changed a chapter: pages hear of it with the party.
alter table parties add column album_no integer not null default 0;
-- The change that last changed a chapter, and the moment up to which borders are the hosts'; behind it they
-- are still found in the gaps.
alter table parties add column chapters_no integer not null default 0;
alter table parties add column chapters_until text not null default '';
