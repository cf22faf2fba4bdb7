"""Measuring: the floors that the shipped weights must not fall below."""
