-- Which photos guests may save, in place of a switch for all.
alter table parties add column downloads_for text not null default 'everyone';
update parties set downloads_for = 'nobody' where downloads_allowed = 0;
update parties set setting_versions = replace(setting_versions, '"downloads_allowed"', '"downloads_for"');
update changes set detail = 'downloads_for' where kind = 'setting' and detail = 'downloads_allowed';
alter table parties drop column downloads_allowed;
