"""Fuzz targets: functions from bytes that pass or raise; atheris feeds them (`python -m tests.fuzz`), and a short test.

A target is plain Python, so that anyone can run the bytes that a campaign found again, without atheris.
"""
