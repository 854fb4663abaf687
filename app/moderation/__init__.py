"""Who decides what is shown: approval, hold-back, reports, bans, and the panic button."""
