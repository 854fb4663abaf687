"""The album: photos in the order in which they happened, in chapters."""
