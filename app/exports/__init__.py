"""The night to take home: originals as ZIPs that can be resumed."""
