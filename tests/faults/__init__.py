"""Faults put into the product on purpose: kills, full disks, damaged files, races. `make faults` puts in all of them.

Every fault has one outcome (outcome.py). `make soak` demands that none is bad, and `make test` takes a sample.
"""
