"""What a guest may see, take and delete of their own."""
