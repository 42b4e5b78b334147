-- What a dialect keeps of its own about a deployment, in its own words. It goes with its deployment.

create table dialect_records (
  dialect text not null,
  deployment_id text not null references deployments (id) on delete cascade,
  record text not null,
  modified_at integer not null,
  primary key (dialect, deployment_id)
) strict;
