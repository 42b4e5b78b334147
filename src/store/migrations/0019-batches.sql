-- Files that callers upload and batches leave. Their contents lie in the data directory. expires_at null: they stay.

create table batch_files (
  id text primary key,
  resource_group text not null references resource_groups (id) on delete cascade,
  filename text not null,
  purpose text not null,
  bytes integer not null,
  sha256 text not null,
  created_at integer not null,
  expires_at integer,
  created_by text not null
) strict;
create index batch_files_by_group on batch_files (resource_group, created_at);

-- Many calls as one order. facts: JSON.
create table batches (
  id text primary key,
  resource_group text not null references resource_groups (id) on delete cascade,
  state text not null,
  input_file_id text not null,
  deployment_id text,
  created_at integer not null,
  facts text not null
) strict;
create index batches_by_group on batches (resource_group, created_at);
create index batches_by_state on batches (state);

-- Lines of batches under way that were called; they go when the files are written. answer: the line of the file; null: under way.
create table batch_lines (
  batch_id text not null references batches (id) on delete cascade,
  line integer not null,
  state text not null,
  attempts integer not null,
  answer text,
  primary key (batch_id, line)
) strict;
