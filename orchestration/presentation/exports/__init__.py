"""The exports of a release: files for people and programs that do not query, made from the open zone alone.

Not here: the pages for people (orchestration.presentation.site), how a release is judged (expectations/).
"""
