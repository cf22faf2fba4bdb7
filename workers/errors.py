"""What can go wrong between a user and the queue; what is wrong with a story is in `tasks.errors`.

WorkersError
└── SubmissionError      what was handed in cannot be accepted; nothing of it was
"""


class WorkersError(Exception):
    """The message is one sentence that names the fix."""


class SubmissionError(WorkersError):
    """What was handed in cannot be accepted; nothing of it was."""
