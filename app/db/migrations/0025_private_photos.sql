-- A photo that its guest keeps off the big screens and out of others' gallery. It is never shown, whoever asks.
alter table photos add column is_private integer not null default 0
    check (is_private = 0 or state <> 'shown');
-- The same of the photo that an upload is to become.
alter table uploads add column is_private integer not null default 0;
