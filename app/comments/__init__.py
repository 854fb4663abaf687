"""Comments under photos: write, change, hide and tell them, and put them away with a banned guest."""
