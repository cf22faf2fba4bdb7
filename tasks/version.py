"""The version of the code; `pyproject.toml` reads it from here, so that a bare checkout knows it too."""

VERSION = "0.1.0"
