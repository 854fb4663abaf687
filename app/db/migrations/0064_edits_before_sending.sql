-- How its guest has put the picture right before sending it; empty for no change.
alter table uploads add column edit text not null default '';
