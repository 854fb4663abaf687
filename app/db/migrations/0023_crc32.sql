-- The CRC-32 of each original, so that a ZIP of it has all of its numbers before its first byte; null until the
-- originals that were sent before this are read once, and -1 where the file is not there as it was sent.
alter table photos add column crc32 integer;
alter table arrivals add column crc32 integer;
create index photos_without_crc32 on photos (id) where crc32 is null and state in ('waiting', 'shown', 'hidden');
