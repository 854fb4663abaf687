-- Whether guests may share their own photos by a link.
alter table parties add column sharing_allowed integer not null default 0;
