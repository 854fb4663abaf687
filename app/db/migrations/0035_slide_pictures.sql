-- A picture as a slide: a private photo of the host who sent it.
alter table slides add column photo_id text not null default '';
