-- Serving templates of users, and where they come from. They belong to the installation, not to a group.

create table serving_templates (
  name text primary key,
  content text not null,
  application text,
  file text,
  problem text,
  removed_at integer,
  created_by text not null,
  created_at integer not null,
  modified_at integer not null
) strict;

-- What a configuration's deployments were started with, while the template has moved on without them.
create table template_pins (
  configuration_id text primary key references configurations (id) on delete cascade,
  template text not null,
  content text not null
) strict;

create table template_repositories (
  name text primary key,
  url text not null,
  sealed_credentials text,
  status text not null,
  message text not null,
  created_at integer not null,
  modified_at integer not null
) strict;

create table template_applications (
  name text primary key,
  repository_url text not null,
  revision text not null,
  path text not null,
  sync text,
  created_at integer not null,
  modified_at integer not null
) strict;
