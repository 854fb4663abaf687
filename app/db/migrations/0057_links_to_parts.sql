-- The chapter or the collection that a share link is to; empty for other kinds.
alter table share_links add column target_id text not null default '';
