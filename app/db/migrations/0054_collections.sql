-- Collections: photos gathered by hand, or by a saved search that keeps itself up to date.
create table collections (
    id text primary key,
    party_id text not null references parties (id),
    title text not null,
    -- A search as people type it (albums/query.py); empty for one that is filled by hand.
    query text not null default '',
    -- The change that last changed its title, its search or, by hand, its photos.
    no integer not null,
    -- Rises whenever photos come in or go out, also by themselves.
    filled_no integer not null default 0,
    created_at text not null
);
create index collections_of_party on collections (party_id, created_at);
-- What is in a collection, whatever its state: whether somebody sees a photo is asked of its row.
create table collection_photos (
    -- The collection's id and the photo's.
    id text primary key,
    collection_id text not null references collections (id),
    party_id text not null references parties (id),
    photo_id text not null references photos (id) on delete cascade,
    -- Its place by hand from 1 on; in a saved search its number in the index, which is the album's order.
    place integer not null
);
create index collection_photos_in_order on collection_photos (collection_id, place, photo_id);
create index collection_photos_by_photo on collection_photos (photo_id, collection_id);
create index collection_photos_of_party on collection_photos (party_id);
