-- The ledger: what every call used, and sums of it. Written by ingest alone, from the segments of gateways.

-- One row for each gateway process there ever was; number and bytes are how far its segments have been read.
create table ledger_boots (
  no integer primary key,
  boot text not null unique,
  pid integer not null,
  number integer not null,
  bytes integer not null
) strict;

-- Calls that left and have not ended: `intent` is JSON.
create table ledger_open (
  boot_no integer not null references ledger_boots (no),
  seq integer not null,
  at integer not null,
  intent text not null,
  primary key (boot_no, seq)
) strict;

-- No foreign keys to groups or deployments: what was used stays known when they are gone. Costs are nano-units.
create table ledger (
  boot_no integer not null references ledger_boots (no),
  seq integer not null,
  at integer not null,
  ended_at integer not null,
  state text not null,
  status integer not null,
  source text not null,
  request_id text not null,
  credential text not null,
  dialect text not null,
  resource_group text not null,
  deployment_id text not null,
  deployment_name text not null,
  executable_id text not null,
  model text,
  version text,
  wire text not null,
  target text not null,
  first_byte_ms integer,
  uncached_input integer not null,
  cache_read integer not null,
  cache_write integer not null,
  audio_input integer not null,
  output integer not null,
  reasoning integer not null,
  audio_output integer not null,
  images integer not null,
  requests integer not null,
  instance_ms integer not null,
  cost integer,
  currency text,
  pricing text not null,
  rate_id text,
  primary key (boot_no, seq)
) strict;
create index ledger_by_group on ledger (resource_group, at);
create index ledger_by_time on ledger (at);

-- Sums of the ledger; `bucket` is the beginning of a UTC minute, hour or day. Absent models, versions and currencies are ''.
create table usage_sums (
  grain text not null,
  bucket integer not null,
  resource_group text not null,
  deployment_id text not null,
  executable_id text not null,
  model text not null,
  version text not null,
  credential text not null,
  currency text not null,
  uncached_input integer not null,
  cache_read integer not null,
  cache_write integer not null,
  audio_input integer not null,
  output integer not null,
  reasoning integer not null,
  audio_output integer not null,
  images integer not null,
  requests integer not null,
  instance_ms integer not null,
  calls integer not null,
  aborted integer not null,
  uncertain integer not null,
  estimated integer not null,
  unpriced integer not null,
  cost integer not null,
  primary key (grain, bucket, resource_group, deployment_id, executable_id, model, version, credential, currency)
) strict;

create table rate_cards (
  id text primary key,
  executable_id text not null,
  model text not null,
  version text not null,
  price text not null
) strict;
