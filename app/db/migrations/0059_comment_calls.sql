-- Hosts and helpers are called about comments, too: all who are called about photos that wait.
update notice_subscriptions set kinds = kinds || ' comments' where ' ' || kinds || ' ' like '% waiting %';
