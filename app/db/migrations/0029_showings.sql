-- When and where each photo was on a big screen for the first time, as a screen reported it (screens/showings.py).
create table showings (
    photo_id text primary key references photos (id),
    party_id text not null references parties (id),
    -- Counts the party's showings; at_head is the party's newest change then, so that screens agree on whose turn it is.
    no integer not null,
    at_head integer not null,
    screen_name text not null,
    screen_number integer not null,
    at text not null
);
create unique index showings_of_party on showings (party_id, no);
alter table parties add column shown_no integer not null default 0;
