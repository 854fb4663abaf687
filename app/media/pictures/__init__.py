"""Still pictures: decoding, colour, renditions."""
