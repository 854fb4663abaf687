"""Credits inside exported copies: who sent the photo, with which words, and when."""
