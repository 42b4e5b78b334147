-- What administrators changed of the resource plans that come with Lectern, and what they added. plan: JSON; null: taken away.

create table resource_plans (
  name text primary key,
  plan text
) strict;

-- How many instances there may be of a plan; resource_group null: of all groups together.
create table plan_quotas (
  plan text not null,
  resource_group text references resource_groups (id) on delete cascade,
  max_instances integer not null
) strict;
create index plan_quotas_by_plan on plan_quotas (plan);
create index plan_quotas_by_group on plan_quotas (resource_group);
