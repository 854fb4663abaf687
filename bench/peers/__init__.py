"""Alternatives to our feed, each started as simply as its manual shows."""
