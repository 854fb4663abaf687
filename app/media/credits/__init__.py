"""Credits inside exported copies: who sent it, what they said, and when."""
