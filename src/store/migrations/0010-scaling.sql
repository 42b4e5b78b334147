-- How many instances there may be (null: one, always), how many the autoscaler wants, and how many run.

alter table deployments add column scaling text;
alter table deployments add column scaled text;
alter table deployments add column instances_running text;
