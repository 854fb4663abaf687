-- The settings of a party (app/models/party_settings.py), each a column of its own.
alter table parties add column opens_at text not null default '';
alter table parties add column closes_at text not null default '';
alter table parties add column time_zone text not null default 'UTC';
alter table parties add column names_asked text not null default 'optional';
alter table parties add column photos_per_guest integer not null default 0;
alter table parties add column downloads_allowed integer not null default 1;
alter table parties add column privacy_note text not null default '';
alter table parties add column consent text not null default '';
alter table parties add column quota_photos integer not null default 0;
alter table parties add column quota_mb integer not null default 0;

-- The change that last changed each setting, as JSON: {"title": 12}. One that nobody has changed is not in it.
alter table parties add column setting_versions text not null default '{}';
update parties set setting_versions = '{"title": 0}' where title_by_host = 1;
alter table parties drop column title_by_host;

-- When the party opens or closes by itself next, in UTC; empty for never.
alter table parties add column due_at text not null default '';
create index parties_due on parties (due_at) where due_at <> '';
