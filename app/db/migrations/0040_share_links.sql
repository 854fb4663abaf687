-- Share links: an address that shows a chosen part of the album to whoever has it (app/sharing/).
create table share_links (
    id text primary key,
    party_id text not null references parties (id),
    -- Of the token in the address. The token is made from the id with the server's key, and kept nowhere.
    token_hash text not null unique,
    -- photo, photos or party.
    kind text not null,
    title text not null default '',
    -- The guest who shares a photo of their own; empty for a link of the hosts.
    guest_id text not null default '',
    -- A keyed hash of the code that is asked for; empty for none.
    code_hash text not null default '',
    originals integer not null default 0,
    -- The origins of web sites that may embed it, with blanks between them.
    sites text not null default '',
    -- How many browsers have opened it, and when the last one did.
    opened integer not null default 0,
    opened_at text not null default '',
    made_by text not null default '',
    created_at text not null,
    -- Empty for no end.
    expires_at text not null default ''
);
create index share_links_of_party on share_links (party_id, created_at);
-- What a link to one photo or to a selection shows, as long as each may be seen.
create table share_link_photos (
    link_id text not null references share_links (id),
    party_id text not null references parties (id),
    photo_id text not null,
    primary key (link_id, photo_id)
);
create index share_link_photos_of_party on share_link_photos (party_id);
