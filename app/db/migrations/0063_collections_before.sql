-- The collection that a change is about; empty for none.
alter table changes add column collection_id text not null default '';
-- What the change has replaced in it, as JSON (records/collection_before.py); empty if it cannot be undone.
alter table changes add column collection_before text not null default '';
create index changes_of_collection on changes (party_id, collection_id, no) where collection_id <> '';
