-- What an API key is narrowed down to, as JSON; null: it may do what its role may.
alter table api_keys add column scopes text;

-- Kafka topics that a resource group has, at the installation's own brokers, where a name is there once.
create table kafka_topics (
  name text primary key,
  resource_group text not null references resource_groups (id) on delete cascade,
  partitions integer not null,
  replicas integer not null,
  subject text,
  subject_version integer,
  created_at integer not null
) strict;
create index kafka_topics_by_group on kafka_topics (resource_group);

-- Schemas of a group's messages. A version never changes, and its number is never given twice.
create table kafka_schemas (
  resource_group text not null references resource_groups (id) on delete cascade,
  subject text not null,
  version integer not null,
  content text,
  created_at integer not null,
  primary key (resource_group, subject, version)
) strict;
