"""What somebody who has `open/` alone can find out of single households: the gate attacks its own release.

Every module has plain functions of arrays. Not here: the tables that they are given (expectations/evidence/attack.py),
how much may be found out (expectations/suites/privacy/attack.py).
"""
