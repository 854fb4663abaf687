"""What people write under photos: written, changed, hidden, put away with its guest, and told."""
