"""Operating a server of many parties: parties are made, moved and deleted."""
