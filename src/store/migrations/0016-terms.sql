-- How deployments are hosted, admitted and billed, and the pools that their capacity is taken from. terms: JSON; null: nothing was said.

alter table deployments add column terms text;

-- How much there is, where it was set. resource_group null: for each group; model null: of each model. units null: no limit.
create table pools (
  resource_group text references resource_groups (id) on delete cascade,
  model text,
  type text not null,
  residency text not null,
  units integer
) strict;
create index pools_by_group on pools (resource_group);

-- What deployments have taken; given back with their deletion. model '': of the pool for all models.
create table pool_takings (
  deployment_id text primary key references deployments (id) on delete cascade,
  resource_group text not null,
  model text not null,
  type text not null,
  residency text not null,
  units integer not null
) strict;
create index pool_takings_by_pool on pool_takings (resource_group, type, residency, model);
