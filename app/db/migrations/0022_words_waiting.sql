-- New words of a photo that is shown, which wait for a yes while the old ones stay; one entry for each photo.
create table words_waiting (
    photo_id text primary key references photos (id),
    party_id text not null references parties (id),
    guest_id text not null,
    author text not null,
    caption text not null,
    created_at text not null,
    -- When they take the old ones' place by themselves; empty where somebody has to say yes.
    release_at text not null default '',
    -- The change that brought them: a decision is about these words and no later ones.
    no integer not null
);
create index words_waiting_of_party on words_waiting (party_id, no);
create index words_to_release on words_waiting (release_at) where release_at <> '';
