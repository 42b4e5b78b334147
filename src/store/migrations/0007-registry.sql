-- Registered models and the files of a group. Columns that hold JSON hold it as text.

create table model_versions (
  resource_group text not null references resource_groups (id) on delete cascade,
  name text not null,
  version integer not null,
  framework text,
  description text not null,
  metrics text not null,
  input_example text not null,
  model_schema text not null,
  program text,
  environment text,
  extra text not null,
  creator text not null,
  bytes integer not null,
  file_count integer not null,
  created_at integer not null,
  modified_at integer not null,
  primary key (resource_group, name, version)
) strict;

create table model_tags (
  resource_group text not null,
  name text not null,
  version integer not null,
  tag text not null,
  value text not null,
  primary key (resource_group, name, version, tag),
  foreign key (resource_group, name, version) references model_versions (resource_group, name, version) on delete cascade
) strict;

create table artifact_versions (
  resource_group text not null,
  name text not null,
  version integer not null,
  artifact integer not null,
  digest text not null,
  predictor text,
  transformer text,
  config text,
  creator text not null,
  created_at integer not null,
  primary key (resource_group, name, version, artifact),
  foreign key (resource_group, name, version) references model_versions (resource_group, name, version) on delete cascade
) strict;

-- The files of a group: a path without slashes at its ends; sha256 null: a folder. `parent` is '' at the top.
create table tree_nodes (
  resource_group text not null references resource_groups (id) on delete cascade,
  path text not null,
  parent text not null,
  sha256 text,
  bytes integer not null,
  owner text not null,
  modified_at integer not null,
  primary key (resource_group, path)
) strict;
create index tree_nodes_by_parent on tree_nodes (resource_group, parent);
create index tree_nodes_by_content on tree_nodes (sha256);

create table uploads (
  id text primary key,
  resource_group text not null references resource_groups (id) on delete cascade,
  bytes integer not null,
  sha256 text,
  state text not null,
  received text not null,
  created_at integer not null,
  modified_at integer not null
) strict;
create index uploads_by_group on uploads (resource_group);
create index uploads_by_content on uploads (sha256);

create table registry_imports (
  id text primary key,
  resource_group text not null references resource_groups (id) on delete cascade,
  source text not null,
  state text not null,
  name text not null,
  version integer,
  draft text not null,
  bytes_done integer not null,
  bytes_total integer,
  files_done integer not null,
  files_total integer,
  current_file text,
  error text,
  created_by text not null,
  created_at integer not null,
  modified_at integer not null
) strict;
create index registry_imports_by_group on registry_imports (resource_group);
