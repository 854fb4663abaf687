-- A piece that is the original's own: where it is in there; -1 for bytes that are kept here.
alter table export_pieces add column origin integer not null default -1;
