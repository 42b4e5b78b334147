-- Limits of calls, tokens and money. A scope is what its columns say together; null: any. They go with their group or deployment.

create table quotas (
  id text primary key,
  resource_group text references resource_groups (id) on delete cascade,
  executable_id text,
  deployment_id text references deployments (id) on delete cascade,
  model text,
  api_key text,
  requests_per_minute integer,
  tokens_per_minute integer,
  concurrent integer,
  source text not null,
  created_at integer not null,
  modified_at integer not null
) strict;
create index quotas_by_group on quotas (resource_group);
create index quotas_by_deployment on quotas (deployment_id);

-- Amounts are nano-units.
create table budgets (
  id text primary key,
  resource_group text references resource_groups (id) on delete cascade,
  executable_id text,
  deployment_id text references deployments (id) on delete cascade,
  model text,
  api_key text,
  amount integer not null,
  currency text not null,
  period text not null,
  timezone text not null,
  thresholds text not null,
  block integer not null,
  created_at integer not null,
  modified_at integer not null
) strict;
create index budgets_by_group on budgets (resource_group);
create index budgets_by_deployment on budgets (deployment_id);

create table quota_requests (
  id text primary key,
  resource_group text references resource_groups (id) on delete cascade,
  model text not null,
  executable_id text not null,
  requests_per_minute integer not null,
  reason text not null,
  status text not null,
  requested_by text not null,
  decided_by text,
  created_at integer not null,
  modified_at integer not null
) strict;
create index quota_requests_by_group on quota_requests (resource_group);
