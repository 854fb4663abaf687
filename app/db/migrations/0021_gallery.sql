-- Who sees all photos, and when everybody does.
alter table parties add column gallery_for text not null default 'everyone';
alter table parties add column reveal_at text not null default '';
