-- Where heads are in a photo, as parts of its width and height; an older photo says of none.
alter table photos add column faces text not null default '[]';
