-- The party's logo: a private photo of the host who sent it.
alter table parties add column logo text not null default '';
