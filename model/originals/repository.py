"""Files of a public repository at one commit, fetched with git, which checks them against the commit's own hash."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

WHOLE_HASH = 40


class NotFetched(Exception):
    """Git could not get the files; the message is git's reason, or that there is no git."""


def check_out(url: str, commit: str, paths: Iterable[str], folder: Path) -> None:
    """Put the files and folders named into a folder that does not exist yet; nothing else of the repository is loaded.

    Raises:
        NotFetched: the repository cannot be reached, or has no such commit or path.
    """
    _git("init", "--quiet", str(folder))
    _git("-C", str(folder), "remote", "add", "origin", url)
    if len(commit) == WHOLE_HASH:
        wanted = ["--depth=1", "--filter=blob:none", "origin", commit]
    else:  # a server knows whole hashes only: get all commits, bare of files, for git to look it up among them
        wanted = ["--filter=tree:0", "origin"]
    _git("-C", str(folder), "fetch", "--quiet", *wanted)
    _git("-C", str(folder), "checkout", "--quiet", commit, "--", *paths)


def _git(*arguments: str) -> None:
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "-c", "core.autocrlf=false", *arguments]
    try:
        ended = subprocess.run(command, env=environment, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NotFetched("git is not installed") from error
    if ended.returncode:
        raise NotFetched((ended.stderr.strip().splitlines() or ["git gave no reason"])[-1])
