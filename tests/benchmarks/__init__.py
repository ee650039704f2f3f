"""How fast the job is, held against hand-written SQL: `make bench SCALE=...` (python -m tests.benchmarks --help).

A job that publishes something else than the yardstick is no faster and no slower, it is wrong: the benchmark compares
every published table cell by cell and fails on the first that differs.
"""
