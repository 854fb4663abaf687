"""Assembly of the server, and its own pages."""
