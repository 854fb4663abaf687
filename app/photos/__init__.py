"""A photo from its first showing on: shown, edited, hidden, deleted, listed."""
