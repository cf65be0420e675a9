"""One module per network, all of one small shape."""
