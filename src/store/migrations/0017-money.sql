-- Rate cards: what things cost from a day on, as administrators say. Facts and figures of each are JSON.

create table rates (
  id text primary key,
  card text not null,
  created_at integer not null,
  modified_at integer not null
) strict;

-- How a call was admitted and billed; null: nothing was said of it.
alter table ledger add column deployment_type text;
alter table ledger add column residency text;
alter table ledger add column service_tier text;

-- Sums tell apart also what was charged for, and how the deployment is billed; time of instances and minutes of units are in them.
create table usage_sums_17 (
  grain text not null,
  bucket integer not null,
  resource_group text not null,
  deployment_id text not null,
  executable_id text not null,
  model text not null,
  version text not null,
  credential text not null,
  currency text not null,
  kind text not null,
  deployment_type text not null,
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
  running_ms integer not null,
  unit_minutes integer not null,
  cost integer not null,
  primary key (grain, bucket, resource_group, deployment_id, executable_id, model, version, credential, currency, kind, deployment_type)
) strict;
insert into usage_sums_17
  select grain, bucket, resource_group, deployment_id, executable_id, model, version, credential, currency, 'tokens', '',
    uncached_input, cache_read, cache_write, audio_input, output, reasoning, audio_output, images, requests, instance_ms,
    calls, aborted, uncertain, estimated, unpriced, 0, 0, cost
  from usage_sums;
drop table usage_sums;
alter table usage_sums_17 rename to usage_sums;

-- What ran or was reserved, an hour a row at most: `ended_at` of the last one of a subject grows. Costs are nano-units.
create table metered (
  subject text not null,
  started_at integer not null,
  ended_at integer not null,
  kind text not null,
  resource_group text not null,
  deployment_id text not null,
  deployment_name text not null,
  executable_id text not null,
  model text,
  version text,
  deployment_type text,
  residency text,
  instance_type text,
  units integer not null,
  cost integer,
  currency text,
  nano_per_hour integer,
  rate_id text,
  primary key (subject, started_at)
) strict;
create index metered_by_time on metered (started_at);

-- Instances and units that are being metered: from when to when it is done. `facts` is JSON.
create table metering (
  subject text primary key,
  started_at integer not null,
  until integer not null,
  facts text not null
) strict;

-- Corrections of what was charged: what was asked for, and how far it is (JSON).
create table rerates (
  id text primary key,
  asked text not null,
  progress text not null,
  created_at integer not null
) strict;

-- What happened that somebody may want to know. `once` keeps the same thing from being told twice.
create table events (
  id text primary key,
  at integer not null,
  kind text not null,
  severity text not null,
  resource_group text,
  deployment_id text,
  message text not null,
  data text not null,
  once text unique
) strict;
create index events_by_time on events (at);
