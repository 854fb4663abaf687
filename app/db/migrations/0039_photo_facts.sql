-- What an original says of itself. Where it was taken is for the hosts alone: so it is no column of `photos`.
create table photo_facts (
    photo_id text primary key references photos (id) on delete cascade,
    party_id text not null references parties (id),
    -- The original that was read.
    sha256 text not null,
    camera text not null default '',
    lens text not null default '',
    exposure_s double precision,
    aperture double precision,
    iso integer,
    focal_mm double precision,
    zone_minutes integer,
    latitude double precision,
    longitude double precision,
    is_screenshot integer not null default 0,
    -- Names, most first, with commas between.
    colours text not null default '',
    -- A difference hash of 64 bits in hex; empty where the original could not be read.
    likeness text not null default ''
);
create index photo_facts_of_party on photo_facts (party_id);
