"""Work that goes on behind the requests."""
