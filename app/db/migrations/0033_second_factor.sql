-- A second factor of an account: codes by time (RFC 6238) from a secret that a phone has as well.
create table second_factors (
    account_id text primary key references accounts (id),
    secret text not null,
    -- Empty until its person has shown that the phone makes the right codes.
    confirmed_at text not null default '',
    -- The step of the last code that was taken: no code is taken twice.
    last_step integer not null default 0
);

-- Codes for a lost phone, each good once. Here are their hashes.
create table recovery_codes (
    account_id text not null references accounts (id),
    code_hash text not null,
    primary key (account_id, code_hash)
);
