"""The ISO guidelines as rules, and the engine that reads them."""
