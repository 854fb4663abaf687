"""Share links: an address that shows a chosen part of the album to all who have it."""
