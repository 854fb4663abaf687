"""Who somebody is in a party, and what they may do there."""
