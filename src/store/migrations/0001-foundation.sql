-- Written for SQLite; `migrate.ts` says which three words are other words on Postgres.
-- Times are epoch milliseconds. Columns that hold lists or objects hold JSON as text.

create table settings (
  key text primary key,
  value text not null
) strict;

create table resource_groups (
  id text primary key,
  labels text not null,
  status text not null,
  generation integer not null,
  created_at integer not null
) strict;

create table configurations (
  id text primary key,
  resource_group text not null references resource_groups (id) on delete cascade,
  name text not null,
  scenario_id text not null,
  executable_id text not null,
  parameter_bindings text not null,
  input_artifact_bindings text not null,
  created_at integer not null
) strict;
create index configurations_by_age on configurations (resource_group, created_at);

create table deployments (
  id text primary key,
  resource_group text not null references resource_groups (id) on delete cascade,
  name text not null,
  ttl text,
  configuration_id text not null references configurations (id),
  target_status text not null,
  last_operation text not null,
  generation integer not null,
  status text not null,
  status_message text not null,
  observed_generation integer not null,
  model_version text,
  latest_running_configuration_id text,
  start_time integer,
  completion_time integer,
  created_at integer not null,
  modified_at integer not null,
  submission_time integer not null,
  unique (resource_group, name)
) strict;
create index deployments_by_age on deployments (resource_group, created_at);
create index deployments_by_configuration on deployments (configuration_id);

create table artifacts (
  id text primary key,
  resource_group text not null references resource_groups (id) on delete cascade,
  name text not null,
  kind text not null,
  url text not null,
  scenario_id text not null,
  description text not null,
  labels text not null,
  created_at integer not null,
  modified_at integer not null
) strict;
create index artifacts_by_age on artifacts (resource_group, created_at);

create table connections (
  name text not null,
  resource_group text references resource_groups (id) on delete cascade,
  provider text not null,
  base_url text not null,
  options text not null,
  sealed_credential text,
  generation integer not null,
  created_at integer not null,
  modified_at integer not null
) strict;
-- A plain unique constraint would let two shared connections (group null) have one name.
create unique index connections_by_name on connections (coalesce(resource_group, ''), name);
-- The cascade from a group looks its connections up by this column.
create index connections_by_group on connections (resource_group);

create table secrets (
  kind text not null,
  scope text not null,
  name text not null,
  sealed_data text not null,
  labels text not null,
  metadata text not null,
  created_at integer not null,
  modified_at integer not null,
  primary key (kind, scope, name)
) strict;

create table api_keys (
  public_id text primary key,
  hash text not null,
  name text not null,
  role text not null,
  resource_groups text not null,
  deployments text not null,
  expires_at integer,
  revoked_at integer,
  created_at integer not null
) strict;

create table oauth_clients (
  client_id text primary key,
  secret_hash text not null,
  name text not null,
  role text not null,
  resource_groups text not null,
  revoked_at integer,
  created_at integer not null
) strict;

create table catalog_entries (
  executable_id text not null,
  model text not null,
  entry text not null,
  modified_at integer not null,
  primary key (executable_id, model)
) strict;

create table model_files (
  source text primary key,
  sha256 text not null,
  file_name text not null,
  bytes integer not null,
  created_at integer not null
) strict;
create index model_files_by_content on model_files (sha256);

create table model_imports (
  id text primary key,
  source text not null,
  state text not null,
  bytes_done integer not null,
  bytes_total integer,
  sha256 text,
  error text,
  created_at integer not null,
  modified_at integer not null
) strict;
