-- Guests may send a greeting without a photo: a card that their phone draws.
alter table parties add column greetings_allowed integer not null default 0;
