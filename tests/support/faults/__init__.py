"""The fault campaign: everything that can be killed, cut, filled or set wrong on the way from the file to the network.

It lies beside the tests' bakery and PostgreSQL, because it uses both and `make test` runs a short form of it; it is no
part of what is shipped. `make faults` runs the whole.
"""
