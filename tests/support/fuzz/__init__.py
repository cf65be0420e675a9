"""A fuzzer: hostile files and hostile networks, and what must hold whatever they contain.

The short form runs in `make test`; the long form is `make fuzz`. Each input comes from a
seed, so that all can be had again.
"""
