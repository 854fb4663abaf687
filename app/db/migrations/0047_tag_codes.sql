-- Whether the wall has a small QR code beside a photo's tag.
alter table parties add column tag_codes integer not null default 0;
