-- What hosts have chosen for the book of a party: its format, its cover, what is moved and left out (JSON).
create table books (
    party_id text primary key references parties (id),
    choice text not null,
    version integer not null
);

-- Which photos are in a PDF that was made, as they were then: once one is gone or changed, nobody gets it.
create table book_photos (
    export_id text not null references exports (id),
    party_id text not null references parties (id),
    photo_id text not null,
    sha256 text not null,
    edit_no integer not null,
    primary key (export_id, photo_id)
);
create index book_photos_of_photo on book_photos (photo_id);
create index book_photos_of_party on book_photos (party_id);
