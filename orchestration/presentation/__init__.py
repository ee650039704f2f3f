"""What people look at instead of querying: pages made from the open zone of a release.

Not here: how a release is built, judged and switched (orchestration.release).
"""
