-- Tags that people gave, and the index that search is made of.

-- A JSON list of the words, as people wrote them.
alter table photos add column tags text not null default '[]';
-- The change with which the photo is in the index (albums/indexing.py): one that is not its last one is behind.
alter table photos add column indexed_no integer not null default 0;
create index photos_to_index on photos (party_id) where indexed_no <> change_no;

-- A small number for a party, so that its photos are one range of numbers in the index.
create table search_parties (
    party_id text primary key references parties (id),
    no integer not null unique
);

create table photo_words (
    -- The party's number, the second in which it happened, and a count: the order of the album, see records/photo_words.py.
    no integer primary key,
    photo_id text not null unique references photos (id) on delete cascade,
    party_id text not null references parties (id),
    -- When it happened by the clocks at the party, in seconds since 1970.
    local_s integer not null,
    -- Whether its words are counted in search_terms.
    is_counted integer not null default 0,
    -- What it is found by: terms of a-z and 0-9 (albums/terms.py) with spaces between.
    words text not null
);
create index photo_words_of_party on photo_words (party_id);

-- only in SQLite
create virtual table photo_words_index using fts5(
    words, content = 'photo_words', content_rowid = 'no', tokenize = 'ascii', prefix = '2 3 4'
);
create trigger photo_words_come after insert on photo_words begin
    insert into photo_words_index (rowid, words) values (new.no, new.words);
end;
create trigger photo_words_go after delete on photo_words begin
    insert into photo_words_index (photo_words_index, rowid, words) values ('delete', old.no, old.words);
end;
-- only in PostgreSQL
alter table photo_words add column vector tsvector generated always as (to_tsvector('simple', words)) stored;
create index photo_words_index on photo_words using gin (vector);
-- in both

-- The terms of a party's shown photos, and of how many: for suggestions and typing errors.
create table search_terms (
    party_id text not null references parties (id),
    term text not null,
    -- As people read it.
    label text not null,
    shown integer not null,
    primary key (party_id, term)
);
-- only in PostgreSQL
alter table search_terms alter column term type text collate "C";
-- in both

-- Three letters in a row of a word that was found in a caption, a name or a tag.
create table search_grams (
    party_id text not null references parties (id),
    gram text not null,
    term text not null,
    primary key (party_id, gram, term)
);
create index search_grams_of_term on search_grams (party_id, term);
