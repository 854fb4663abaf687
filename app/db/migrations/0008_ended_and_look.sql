-- A party that is over, with words of its own, and how the host has made it look.
-- While `ended` is 0, closed uploads are a break: what was closed before goes on as one.
alter table parties add column ended integer not null default 0;
alter table parties add column ended_message text not null default '';

alter table parties add column accent text not null default 'clay';
alter table parties add column ground text not null default 'paper';
-- 1 once the host has written a title: from then on the option PARTYWALL_TITLE is not taken over.
alter table parties add column title_by_host integer not null default 0;

-- Which photo each wall shows, as it says itself, for the host to take down. A wall that is silent is forgotten.
create table wall_screens (
    party_id text not null references parties (id),
    screen_id text not null,
    photo_id text not null default '',
    by_host integer not null default 0,
    at text not null,
    primary key (party_id, screen_id)
);
