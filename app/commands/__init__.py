"""What `python -m app` can do, one command a file; only the file of the one that is run is loaded."""
