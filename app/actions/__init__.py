"""The only writers: one transaction of rows and their change, then the bell."""
