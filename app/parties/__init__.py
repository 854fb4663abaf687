"""The open parties of a process."""
