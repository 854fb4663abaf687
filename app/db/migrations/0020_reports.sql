-- Guests who say that a photo should not be shown; one word from each guest about each photo.
create table reports (
    party_id text not null references parties (id),
    photo_id text not null references photos (id),
    guest_id text not null,
    -- A pseudonym of where it came from: several guests of one address are not several people.
    network text not null,
    reason text not null,
    created_at text not null,
    -- When somebody has decided about it; empty until then.
    settled_at text not null default '',
    primary key (party_id, photo_id, guest_id)
);
create index reports_open on reports (party_id, photo_id) where settled_at = '';

-- How many guests' reports take a photo down until somebody has decided (0: none do), whether one who is in the
-- picture is enough, and what becomes of what a banned guest sends.
alter table parties add column reports_needed integer not null default 3;
alter table parties add column in_it_hides integer not null default 0;
alter table parties add column banned_photos text not null default 'kept';
alter table parties add column tags_on_wall integer not null default 1;
-- Words that let a photo wait, with commas between (app/photos/unwanted.py).
alter table parties add column unwanted_words text not null default '';

create index guests_banned on guests (party_id) where standing = 'banned';
