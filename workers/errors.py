"""What can go wrong between a user and the queue; what is wrong with a story is in `tasks.errors`.

WorkersError
├── SubmissionError      what was handed in cannot be accepted; nothing of it was
├── NoDiskPromise        what was handed in is accepted, but may not be on the disk yet
├── OutOfRoom            the worker has no memory for it; some of it may have been accepted
├── StoreFull            the store takes nothing in; nothing more was accepted
└── Unreadable           a document in Redis has a field that is not ours
TextGone (a StoryError)  the document's text is no longer in Redis
"""

from tasks.errors import Unusable


class WorkersError(Exception):
    """The message is one sentence that names the fix."""


class SubmissionError(WorkersError):
    """What was handed in cannot be accepted; nothing of it was."""


class NoDiskPromise(WorkersError):
    """The server cannot wait for its disk: use Redis 7.2 or newer with its append-only file on."""


class OutOfRoom(WorkersError):
    """The worker ran out of memory over this submission: hand in fewer documents at once; nothing is taken in twice."""


class StoreFull(WorkersError):
    """Redis is full: make room or raise its maxmemory, then hand in the same again; nothing is taken in twice."""


class Unreadable(WorkersError):
    """A field of the document was written by another version or by another program: hand in its story again."""


class TextGone(Unusable):
    """What this stage reads has been removed from Redis: hand in the story again."""
