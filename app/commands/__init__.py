"""What `python -m app` can do, one command a file. Only the file of the running command is loaded."""
