-- What is kept of a deployment's calls; no row: nothing. It goes with its deployment.

create table inference_logs (
  deployment_id text primary key references deployments (id) on delete cascade,
  setting text not null,
  modified_at integer not null
) strict;
