-- Photos are also found by their place, the time of the day and their faces: so all are indexed anew.
update photos set indexed_no = -1;
