-- Hearts of guests, one for each photo, and the couple's favourites.
alter table parties add column hearts_allowed integer not null default 1;
-- Counts the times that hearts were told of, so that every process sees that there are new ones.
alter table parties add column hearts_no integer not null default 0;
create table hearts (
    photo_id text not null references photos (id),
    party_id text not null references parties (id),
    guest_id text not null,
    created_at text not null,
    primary key (photo_id, guest_id)
);
create index hearts_of_guest on hearts (party_id, guest_id, created_at);
-- How many hearts a photo has, and the party's count when it got or lost one last.
alter table photos add column hearts integer not null default 0;
alter table photos add column hearts_no integer not null default 0;
alter table photos add column is_favourite integer not null default 0;
create index photos_with_new_hearts on photos (party_id, hearts_no) where hearts_no > 0;
create index photos_liked on photos (party_id, hearts desc, position desc) where state = 'shown';
