-- Keys that a device or a password manager keeps for an account (WebAuthn). Here are the public ones.
create table passkeys (
    id text primary key,
    -- By which the device names it, in base64url: up to 1,023 bytes.
    credential_id text not null unique,
    account_id text not null references accounts (id),
    name text not null,
    public_key text not null,
    -- How often the authenticator says that it signed; 0 for those that do not count.
    sign_count integer not null,
    -- The host name for which it was made: it works at no other.
    rp_id text not null,
    created_at text not null,
    last_used_at text not null default ''
);
create index passkeys_of_account on passkeys (account_id);

-- What a browser was asked to sign or to bring back, once and soon. Only that browser has the token.
create table challenges (
    token_hash text primary key,
    -- What for, and where: a party's id, or the server.
    purpose text not null,
    place text not null,
    -- Who asked, where somebody was signed in.
    account_id text not null,
    value text not null,
    expires_at text not null
);
create index challenges_by_end on challenges (expires_at);
