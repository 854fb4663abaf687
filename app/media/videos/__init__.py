"""Videos: posters and clips."""
