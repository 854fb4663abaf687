-- Videos: the host's switch, a photo that moves, and the clips that are still to be made for the wall.
alter table parties add column videos_allowed integer not null default 1;

-- How long the video as sent plays, when it says so.
alter table photos add column duration_ms integer;
-- Empty for a photo that does not move; failed leaves a video's poster to be shown as a photo.
alter table photos add column clip text not null default '' check (clip in ('', 'coming', 'made', 'failed'));

-- When a guest's turn last was: the next clip is made for whoever has waited longest since theirs.
alter table guests add column clip_turn_at text not null default '';

create table clips (
    photo_id text primary key references photos (id) on delete cascade,
    party_id text not null references parties (id),
    guest_id text not null,
    -- How often somebody began; a process that was killed in the middle has begun as well.
    attempts integer not null default 0,
    -- Who is at it, and until when nobody else may be unless they say so again.
    holder text not null default '',
    held_until text not null default '',
    created_at text not null
);
create index clips_waiting on clips (party_id, created_at);
