-- Exports that take a while are made in the background, by whichever server holds the lease.
-- What it is: a ZIP of originals, or the album as a folder that opens without a server.
alter table exports add column kind text not null default 'zip';
-- What a job needs to begin anew (JSON); empty for a list that was frozen at once.
alter table exports add column wanted text not null default '';
alter table exports add column leased_until text not null default '';
alter table exports add column tries integer not null default 0;
-- How many photos of the list have been dealt with.
alter table exports add column done integer not null default 0;
create index exports_in_making on exports (leased_until) where ready_at = '';

-- Where a file's bytes are: empty for the original, `made` for pieces, else a rendition's folder and name.
alter table export_files add column source text not null default '';
-- What a file was as it was frozen, in pieces; those of a photo go when it does.
create table export_pieces (
    export_id text not null references exports (id),
    -- Which of the export's files it is a piece of.
    made integer not null,
    no integer not null,
    party_id text not null references parties (id),
    photo_id text not null,
    sha256 text not null,
    start integer not null,
    bytes integer not null,
    crc32 integer not null,
    -- In base64; empty once something stands in for it.
    body text not null,
    -- Where it is in the photo's original, of a copy with credits; -1 where it is the body.
    origin integer not null default -1,
    primary key (export_id, made, no)
);
create index export_pieces_of_photo on export_pieces (photo_id);
create index export_pieces_of_party on export_pieces (party_id);
