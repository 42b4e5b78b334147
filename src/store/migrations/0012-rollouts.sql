-- A new configuration beside the one that serves, and every version that a deployment has had.

alter table deployments add column rollout text;
alter table deployments add column version integer not null default 1;

create table deployment_versions (
  deployment_id text not null references deployments (id) on delete cascade,
  number integer not null,
  previous integer,
  configuration_id text not null,
  spread text,
  note text not null,
  created_by text not null,
  created_at integer not null,
  withdrawn text,
  primary key (deployment_id, number)
) strict;

insert into deployment_versions (deployment_id, number, configuration_id, spread, note, created_by, created_at)
select id, 1, configuration_id, spread, '', '', created_at from deployments;
