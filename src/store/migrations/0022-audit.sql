-- Who changed what, and who was refused it. `call` is empty where nobody called: it was done by itself.
create table audit_trail (
  id text primary key,
  at integer not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  action text not null,
  call text not null,
  resource_group text,
  target_kind text not null,
  target text,
  status integer,
  outcome text not null,
  message text,
  request_id text,
  address text
) strict;
create index audit_trail_by_time on audit_trail (at, id);
create index audit_trail_by_group on audit_trail (resource_group, at);
