-- Whoever opens the link to a collection may put photos into it.
alter table share_links add column may_add integer not null default 0;
