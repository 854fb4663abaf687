"""Measures Partywall beside its peers and the machine's floor; see `__main__.py`."""
