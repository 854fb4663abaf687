-- What an address's newcomers take together, and what has been promised to uploads that have begun.
-- A keyed hash of the network that announced it: the records hold nobody's address.
alter table uploads add column network text not null default '';
-- The guest had no photo on the wall then: newcomers of one network share an allowance.
alter table uploads add column is_newcomer integer not null default 0;
-- Its first byte is on its way: its whole length is kept free for it.
alter table uploads add column is_reserved integer not null default 0;
update uploads set is_reserved = 1 where state = 'receiving';
create index uploads_of_network on uploads (party_id, network, state);

-- Where the guest sent from last, as the same hash.
alter table guests add column network text not null default '';
create index guests_of_network on guests (party_id, network);
create index photos_kept on photos (party_id, guest_id, state, bytes);
