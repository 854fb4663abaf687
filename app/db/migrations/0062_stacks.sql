-- The photo that began a burst; every photo of the burst has it. Empty where that cannot be told.
alter table photos add column stack text not null default '';
-- The highest of a stack lies on top.
alter table photos add column stack_rank integer not null default 0;
-- A host has taken its stack apart.
alter table photos add column is_apart integer not null default 0;
create index photos_of_stack on photos (party_id, stack) where stack <> '';
create index photos_taken on photos (party_id, guest_id, taken_at) where taken_at is not null;
-- Bytes of JPEG for 1000 px of the picture.
alter table photo_facts add column detail integer not null default 0;
