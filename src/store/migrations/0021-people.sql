-- Who signs in.
create table people (
  id text primary key,
  name text not null unique,
  display_name text not null,
  role text not null,
  resource_groups text not null,
  password_hash text,
  oidc_subject text unique,
  disabled_at integer,
  created_at integer not null,
  last_sign_in_at integer
) strict;

-- Signed-in browsers: a hash of the token that each holds.
create table sessions (
  id text primary key,
  hash text not null unique,
  person_id text not null references people (id) on delete cascade,
  method text not null,
  created_at integer not null,
  seen_at integer not null,
  expires_at integer not null,
  address text not null,
  user_agent text not null
) strict;
create index sessions_by_person on sessions (person_id);
create index sessions_by_expiry on sessions (expires_at);

-- Links that sign somebody in, once.
create table sign_in_links (
  hash text primary key,
  person_id text not null references people (id) on delete cascade,
  created_at integer not null,
  expires_at integer not null
) strict;
create index sign_in_links_by_person on sign_in_links (person_id);
