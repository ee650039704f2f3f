"""A release from candidate to publication: build, describe, audit's verdict, switch, roll back, keep."""
