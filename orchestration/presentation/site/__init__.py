"""The site of a release: pages that open from a file, in Thai and English, made from the open zone alone.

Not here: the page of the audit (expectations/page), what changed since the release before (orchestration.release).
"""
