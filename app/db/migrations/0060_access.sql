-- Who sees a photo. Empty for everybody, also by a share link; else guests, members or hosts (records/access.py).
alter table photos add column access text not null default '';
-- The same as its sender wants it, and as a host wants it. The stricter one of the two counts.
alter table photos add column access_own text not null default '';
alter table photos add column access_host text not null default '';
update photos set access = 'hosts', access_own = 'hosts' where is_private = 1;
drop index photos_by_position;
create index photos_by_position on photos (party_id, state, position, access);
create index photos_for_members on photos (party_id, position) where state = 'waiting' and reason = 'members';
