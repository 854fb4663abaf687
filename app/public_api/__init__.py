"""The API as programs see it: its description, made from the code that answers."""
