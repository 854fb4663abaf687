-- When a party's turn last was: the next clip is made for the party that has waited longest since.
alter table parties add column clip_turn_at text not null default '';
-- When its deletion began; empty for a party that lives.
alter table parties add column deleted_at text not null default '';
