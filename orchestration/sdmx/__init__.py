"""The UN's structure of SDG data (SDMX), and files of the UN for the inbox.

Not here: the files of a release for the UN (orchestration.presentation.exports.sdmx).
"""
