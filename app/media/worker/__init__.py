"""The worker programs and what they are locked into."""
