"""Calling hosts and helpers who are not looking: Web Push, and mail where SMTP is set."""
