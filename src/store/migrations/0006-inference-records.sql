-- What the sink of an inference log needs to be let in, sealed; null: nothing.
alter table inference_logs add column sealed_secret text;

-- Calls that callers or deployments wanted kept where they can be found again. They outlive their deployment, not their group.
-- `facts`, `request` and `response` are JSON; `bytes` is how long the bodies are.
create table inference_records (
  id text primary key,
  resource_group text not null references resource_groups (id) on delete cascade,
  deployment_id text not null,
  created_at integer not null,
  is_full integer not null,
  facts text not null,
  request text,
  response text,
  bytes integer not null
) strict;
create index inference_records_by_group on inference_records (resource_group, created_at);
create index inference_records_by_time on inference_records (created_at);

create table inference_labels (
  record_id text not null references inference_records (id) on delete cascade,
  key text not null,
  value text not null,
  no integer not null,
  primary key (record_id, key)
) strict;
create index inference_labels_by_key on inference_labels (key, value);

create table inference_feedback (
  record_id text not null references inference_records (id) on delete cascade,
  no integer not null,
  content text not null,
  primary key (record_id, no)
) strict;

create table inference_deletions (
  id text primary key,
  resource_group text not null references resource_groups (id) on delete cascade,
  filter text not null,
  submitted_at integer not null,
  completed_at integer not null
) strict;
create index inference_deletions_by_group on inference_deletions (resource_group, submitted_at);
