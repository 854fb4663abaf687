"""A party of pictures drawn by code, for trying the wall before the guests come."""
