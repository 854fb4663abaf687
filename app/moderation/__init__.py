"""Moderation: approval, hold-back, reports, bans, and the panic button."""
