-- Who an account is at an OpenID Connect provider. The provider names a person by issuer and subject alone.
create table provider_identities (
    issuer text not null,
    subject text not null,
    account_id text not null references accounts (id),
    -- What the provider calls them, for the list on the account's page.
    name text not null,
    created_at text not null,
    last_used_at text not null default '',
    primary key (issuer, subject)
);
create index provider_identities_of_account on provider_identities (account_id);
