"""How fast the job is, held against hand-written SQL: `make bench SCALE=...` (python -m tests.benchmarks --help).

A job that publishes other figures than the yardstick is wrong, however fast. The benchmark compares every published
table cell by cell and fails on the first difference.
"""
