-- Guests who want a mail when the album is ready. A row goes when that mail has left, or unconfirmed after a day.
create table guest_mails (
    party_id text not null references parties (id),
    guest_id text not null,
    address text not null,
    language text not null,
    -- Of the token in the mail that asks whether the address is theirs.
    token_hash text not null,
    created_at text not null,
    -- Empty until the link in that mail was used.
    confirmed_at text not null default '',
    -- When the last try to send the news was begun.
    called_at text not null default '',
    failures integer not null default 0,
    primary key (party_id, guest_id)
);
create index guest_mails_by_token on guest_mails (token_hash);
