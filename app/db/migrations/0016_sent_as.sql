-- The role in which somebody sent a photo; empty for a guest.
alter table photos add column sent_as text not null default '';
alter table uploads add column sent_as text not null default '';
