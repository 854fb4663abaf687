-- In which language guests' pages are: each guest's own, or one for all.
alter table parties add column languages text not null default 'all';
