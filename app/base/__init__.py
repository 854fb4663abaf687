"""What everything stands on: errors, clock, ids, options, words."""
