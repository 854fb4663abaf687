-- A guest's id is a guest of one party: the same id in another is somebody else.

-- only in PostgreSQL
alter table photos drop constraint photos_guest_id_fkey;
alter table photos drop constraint photos_guest_id_upload_key_key;
alter table guests drop constraint guests_pkey;
alter table guests add primary key (party_id, id);
alter table photos add unique (party_id, guest_id, upload_key);
alter table photos add foreign key (party_id, guest_id) references guests (party_id, id);
alter table photo_keys add column party_id text references parties (id);
update photo_keys set party_id = photos.party_id from photos where photos.id = photo_keys.photo_id;
alter table photo_keys alter column party_id set not null;
alter table photo_keys drop constraint photo_keys_pkey;
alter table photo_keys add primary key (party_id, guest_id, upload_key);
drop index photos_by_bytes;
drop index photos_by_copy;
create index photos_by_bytes on photos (party_id, guest_id, sha256) where sha256 <> '';
create index photos_by_copy on photos (party_id, guest_id, copy_sha256) where copy_sha256 <> '';

-- only in SQLite
-- Keys cannot be changed there: each table is made anew and takes the old one's name.
create table guests_anew (
    id text not null,
    party_id text not null references parties (id),
    name text not null default '',
    created_at text not null,
    clip_turn_at text not null default '',
    network text not null default '',
    -- The door that the guest came in by, empty for the party's own code.
    door_id text not null default '',
    consent text not null default '',
    consent_at text not null default '',
    standing text not null default '',
    standing_reason text not null default '',
    paused_until text not null default '',
    primary key (party_id, id)
);
insert into guests_anew (id, party_id, name, created_at, clip_turn_at, network, door_id, consent, consent_at,
    standing, standing_reason, paused_until)
select id, party_id, name, created_at, clip_turn_at, network, door_id, consent, consent_at, standing,
    standing_reason, paused_until from guests;
drop table guests;
alter table guests_anew rename to guests;
create index guests_of_party on guests (party_id, created_at);
create index guests_of_network on guests (party_id, network);
create index guests_banned on guests (party_id) where standing = 'banned';

create table photos_anew (
    id text primary key,
    party_id text not null references parties (id),
    guest_id text not null,
    -- Made by the client for one photo: a retried upload is the same photo.
    upload_key text not null,
    author text not null,
    caption text not null,
    state text not null check (state in ('processing', 'waiting', 'shown', 'hidden', 'deleted')),
    -- The photo's last change; 0 until it is first shown.
    change_no integer not null default 0,
    -- The change that first showed it: its place in the gallery, which edits do not move.
    position integer not null default 0,
    version integer not null default 1,
    sha256 text not null,
    media_type text not null,
    bytes integer not null,
    width integer not null default 0,
    height integer not null default 0,
    placeholder text not null default '',
    taken_at text,
    created_at text not null,
    -- The unguessable public folder of its renditions; never used again once taken down.
    folder text not null default '',
    renditions text not null default '[]',
    original text not null default 'kept' check (original in ('kept', 'coming')),
    copy_sha256 text not null default '',
    former_folder text not null default '',
    duration_ms integer,
    clip text not null default '' check (clip in ('', 'coming', 'made', 'failed')),
    leased_until text not null default '',
    original_refusal text not null default '',
    sent_as text not null default '',
    door_id text not null default '',
    release_at text not null default '',
    reason text not null default '',
    host_words text not null default '',
    first_shown_at text not null default '',
    crc32 integer,
    is_private integer not null default 0 check (is_private = 0 or state <> 'shown'),
    nudity double precision,
    nudity_unable text not null default '',
    happened_at text not null default '',
    edit text not null default '',
    edit_no integer not null default 0,
    hearts integer not null default 0,
    hearts_no integer not null default 0,
    is_favourite integer not null default 0,
    faces text not null default '[]',
    tags text not null default '[]',
    indexed_no integer not null default 0,
    unique (party_id, guest_id, upload_key),
    foreign key (party_id, guest_id) references guests (party_id, id)
);
insert into photos_anew (id, party_id, guest_id, upload_key, author, caption, state, change_no, position, version,
    sha256, media_type, bytes, width, height, placeholder, taken_at, created_at, folder, renditions, original,
    copy_sha256, former_folder, duration_ms, clip, leased_until, original_refusal, sent_as, door_id, release_at,
    reason, host_words, first_shown_at, crc32, is_private, nudity, nudity_unable, happened_at, edit, edit_no,
    hearts, hearts_no, is_favourite, faces, tags, indexed_no)
select id, party_id, guest_id, upload_key, author, caption, state, change_no, position, version,
    sha256, media_type, bytes, width, height, placeholder, taken_at, created_at, folder, renditions, original,
    copy_sha256, former_folder, duration_ms, clip, leased_until, original_refusal, sent_as, door_id, release_at,
    reason, host_words, first_shown_at, crc32, is_private, nudity, nudity_unable, happened_at, edit, edit_no,
    hearts, hearts_no, is_favourite, faces, tags, indexed_no from photos;
drop table photos;
alter table photos_anew rename to photos;
create index photos_by_change on photos (party_id, change_no);
create index photos_by_position on photos (party_id, state, position);
create index photos_for_host on photos (party_id, position);
create index photos_of_guest on photos (party_id, guest_id, position);
create index photos_unfinished on photos (created_at) where state = 'processing';
create index photos_by_folder on photos (folder) where folder <> '';
create index photos_by_bytes on photos (party_id, guest_id, sha256) where sha256 <> '';
create index photos_by_copy on photos (party_id, guest_id, copy_sha256) where copy_sha256 <> '';
create index photos_with_former_folder on photos (party_id) where former_folder <> '';
create index photos_kept on photos (party_id, guest_id, state, bytes);
create index photos_waiting on photos (party_id, position) where state = 'waiting';
create index photos_to_release on photos (release_at) where state = 'waiting' and release_at <> '';
create index photos_without_crc32 on photos (id) where crc32 is null and state in ('waiting', 'shown', 'hidden');
create index photos_by_moment on photos (party_id, state, happened_at, position, width, height);
create index photos_with_new_hearts on photos (party_id, hearts_no) where hearts_no > 0;
create index photos_liked on photos (party_id, hearts desc, position desc) where state = 'shown';
create index photos_to_index on photos (party_id) where indexed_no <> change_no;

create table photo_keys_anew (
    party_id text not null references parties (id),
    guest_id text not null,
    upload_key text not null,
    photo_id text not null references photos (id) on delete cascade,
    primary key (party_id, guest_id, upload_key)
);
insert into photo_keys_anew (party_id, guest_id, upload_key, photo_id)
select photos.party_id, photo_keys.guest_id, photo_keys.upload_key, photo_keys.photo_id
from photo_keys join photos on photos.id = photo_keys.photo_id;
drop table photo_keys;
alter table photo_keys_anew rename to photo_keys;
