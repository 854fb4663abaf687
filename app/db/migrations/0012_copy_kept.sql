-- Why the original of a photo that is its screen copy will not come; empty while it may.
alter table photos add column original_refusal text not null default '';
