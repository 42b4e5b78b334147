-- Who is told what happens: events of a resource group, or of all (null). `events` are patterns of kinds, `recipients` addresses (JSON).
create table notification_targets (
  id text primary key,
  resource_group text references resource_groups (id) on delete cascade,
  kind text not null,
  url text,
  recipients text not null,
  events text not null,
  sealed_secret text,
  created_at integer not null
) strict;

-- An event on its way to a target. `ended_at` null: it is to be tried (again) at `due_at`. `trouble` is why the last try failed.
create table notification_deliveries (
  target_id text not null references notification_targets (id) on delete cascade,
  event_id text not null references events (id) on delete cascade,
  attempts integer not null,
  due_at integer not null,
  ended_at integer,
  trouble text,
  primary key (target_id, event_id)
) strict;
create index notification_deliveries_due on notification_deliveries (due_at) where ended_at is null;

-- Calls that were made again, to a new configuration: what was asked for and what came of it (JSON).
create table dry_runs (
  deployment_id text not null references deployments (id) on delete cascade,
  number integer not null,
  run text not null,
  finished integer not null,
  primary key (deployment_id, number)
) strict;
