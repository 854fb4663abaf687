"""Watching it run: numbers for Prometheus, one log line a request, and a watch over the event loop."""
