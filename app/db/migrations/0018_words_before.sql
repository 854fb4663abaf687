-- The words that a photo had before an edit, so that a host can bring them back; null where none were kept.
alter table changes add column author_before text;
alter table changes add column caption_before text;
-- By photo: an undo looks for later edits, and a deletion takes the words away.
create index changes_with_words on changes (photo_id, no) where author_before is not null;
