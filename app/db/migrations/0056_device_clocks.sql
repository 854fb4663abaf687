-- Cameras whose clock is wrong: by how much the times of their photos are put right.

create table device_clocks (
    id text primary key,
    party_id text not null references parties (id),
    guest_id text not null,
    -- As it calls itself; empty where it does not say.
    camera text not null,
    shift_s integer not null,
    unique (party_id, guest_id, camera)
);
-- By how much `taken_at` is later than the camera said.
alter table photos add column clock_s integer not null default 0;
