-- What the calls of a deployment came to, by time: amounts that add up. `what` says of what (domain/call-series.ts), `bin` which of its classes
-- or which step of its histogram.
create table call_series (
  deployment_id text not null,
  grain text not null,
  bucket integer not null,
  what text not null,
  bin integer not null,
  amount integer not null,
  primary key (deployment_id, grain, bucket, what, bin)
) strict;
create index call_series_by_age on call_series (grain, bucket);

-- What instances were, from when until when; `subject` is '' where none was there yet. `until`: as far as it was seen.
create table instance_spans (
  deployment_id text not null,
  subject text not null,
  phase text not null,
  since integer not null,
  until integer not null,
  going_on integer not null,
  component text not null,
  revision text not null,
  message text not null,
  primary key (deployment_id, subject, since, phase)
) strict;
create index instance_spans_by_end on instance_spans (until);
