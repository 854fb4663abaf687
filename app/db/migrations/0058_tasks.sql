-- What the hosts ask guests to take photos of.
create table tasks (
    id text primary key,
    party_id text not null references parties (id),
    text text not null,
    created_at text not null,
    -- Since when nobody can pick it any more; empty while they can. Its photos keep it.
    closed_at text not null default ''
);
create index tasks_of_party on tasks (party_id, created_at);
-- The task that a photo was sent for; empty for none.
alter table photos add column task_id text not null default '';
alter table uploads add column task_id text not null default '';
create index photos_of_task on photos (party_id, task_id) where task_id <> '';
-- How many tasks can be picked, so that pages know whether there are any.
alter table parties add column tasks integer not null default 0;
alter table parties add column task_game integer not null default 0;
