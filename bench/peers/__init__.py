"""What people would use instead of our feed, each started as simply as its manual shows."""
