-- How calls of a deployment are put together; no row: they are not. It goes with its deployment.

create table batchers (
  deployment_id text primary key references deployments (id) on delete cascade,
  setting text not null,
  modified_at integer not null
) strict;
