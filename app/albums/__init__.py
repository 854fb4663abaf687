"""What makes an album of a night: facts, tags, search."""
