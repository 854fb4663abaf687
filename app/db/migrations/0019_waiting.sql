-- How photos come to be shown: at once, after a while, or when somebody has said yes.
alter table parties add column showing text not null default 'at_once';
alter table parties add column hold_seconds integer not null default 15;
-- Since when every new photo waits and screens show their safe card; empty when all is well.
alter table parties add column panic_at text not null default '';

-- When a photo that waits shows itself; empty for one that waits for somebody.
alter table photos add column release_at text not null default '';
-- Why it waits or is hidden (app/photos/waiting.py), and what the host told its sender.
alter table photos add column reason text not null default '';
alter table photos add column host_words text not null default '';
alter table photos add column first_shown_at text not null default '';
update photos set first_shown_at = created_at where position > 0;
create index photos_waiting on photos (party_id, position) where state = 'waiting';
create index photos_to_release on photos (release_at) where state = 'waiting' and release_at <> '';

-- What a host has decided about a guest: trusted, quiet or banned; empty for most.
alter table guests add column standing text not null default '';
alter table guests add column standing_reason text not null default '';
alter table guests add column paused_until text not null default '';
