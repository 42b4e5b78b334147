-- The two keys of a resource group as Azure knows an account's: API keys that can be read again. One lives in each place at a time.
alter table api_keys add column account_group text references resource_groups (id) on delete cascade;
alter table api_keys add column account_place text;
alter table api_keys add column sealed_key text;
create unique index api_keys_by_place on api_keys (account_group, account_place) where revoked_at is null;

-- Groups whose two keys are switched off.
create table account_keys_off (
  resource_group text primary key references resource_groups (id) on delete cascade
) strict;
