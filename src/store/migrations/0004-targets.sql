-- Several configurations behind one deployment (null: the one), how each is, and what a caller's hanging up does.

alter table deployments add column spread text;
alter table deployments add column targets_seen text;
alter table deployments add column on_hangup text not null default 'abort';
