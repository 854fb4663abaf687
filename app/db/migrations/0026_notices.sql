-- Who is called when something needs a host or helper: one row for each session and way.
create table notice_subscriptions (
    id text primary key,
    party_id text not null references parties (id),
    session_id text not null,
    -- "push" or "mail", and where to: the push service's address for that browser, or a mail address.
    way text not null,
    address text not null,
    -- The browser's public key and secret, as it gave them; empty for mail.
    public_key text not null default '',
    auth_secret text not null default '',
    language text not null,
    -- The kinds that are wanted, with spaces between them.
    kinds text not null,
    -- Times of day in the party's zone between which nobody is called, as 23:00; both empty for none.
    quiet_from text not null default '',
    quiet_until text not null default '',
    created_at text not null,
    -- When the last call was begun; empty before the first.
    called_at text not null default '',
    -- Up to where each kind has been told, as JSON.
    told text not null default '{}',
    -- How many calls in a row have failed, and why the last one did.
    failures integer not null default 0,
    failed_because text not null default '',
    unique (party_id, session_id, way)
);
