"""Learns the small weights files that the rules ship with; `make train` rebuilds them all, reproducibly.

Nothing of briefbot imports this. It reads the development data beside the clone (../shared/data), and writes numbers.
"""
