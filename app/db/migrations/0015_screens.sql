-- Screens are known, and follow what their hosts say. What a screen last said of itself is in memory (screens/reports.py).
drop table wall_screens;

create table screens (
    party_id text not null references parties (id),
    screen_id text not null,
    number integer not null,
    name text not null default '',
    own_state text not null default '{}',
    by_host integer not null default 0,
    seen_at text not null,
    primary key (party_id, screen_id)
);

-- One step of the show, carried out once: an empty screen_id is every screen.
create table screen_orders (
    party_id text not null references parties (id),
    no integer not null,
    screen_id text not null,
    what text not null,
    photo_id text not null,
    expires_at text not null,
    primary key (party_id, no)
);

-- What all screens of a party show and how, as JSON (screens/show_state.py); show_no is the change that last steered any.
alter table parties add column show_state text not null default '{}';
alter table parties add column show_no integer not null default 0;
