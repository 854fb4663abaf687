-- Whether photos that a model takes for naked wait, from which percentage on, and what those do that it could not see.
alter table parties add column nudity_check integer not null default 0;
alter table parties add column nudity_percent integer not null default 60;
alter table parties add column nudity_unable text not null default 'wait';
-- What the model said, from 0 to 1; null where it did not look.
alter table photos add column nudity double precision;
-- Why it did not, though it was asked: 'missing' or 'slow'.
alter table photos add column nudity_unable text not null default '';
