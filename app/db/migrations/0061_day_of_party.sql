-- The day on which the party is held, such as 2026-06-13; empty for none.
alter table parties add column held_on text not null default '';
