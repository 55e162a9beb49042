"""Fuzz targets: functions from bytes that pass or raise; atheris feeds them (`python -m tests.fuzz`), and a short test.

A target is plain Python, so that whatever bytes a campaign found can be run again without atheris, by anyone.
"""
