-- Codes that make another browser the same guest: good for minutes and once, and kept as keyed hashes only.
create table guest_links (
    party_id text not null references parties (id),
    code_hash text not null,
    guest_id text not null,
    created_at text not null,
    expires_at text not null,
    -- When another browser took it; empty until then.
    used_at text not null default '',
    primary key (party_id, code_hash)
);
create index guest_links_of_guest on guest_links (party_id, guest_id);
