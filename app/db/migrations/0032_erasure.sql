-- When the host wants everything of the party deleted, as a local time; empty for never.
alter table parties add column deletes_at text not null default '';
-- Since when that is so, and the change that began it; the party's row, settings and hosts stay.
alter table parties add column erased_at text not null default '';
alter table parties add column erased_no integer not null default 0;
-- Files and rows are still being deleted.
alter table parties add column is_erasing integer not null default 0;
