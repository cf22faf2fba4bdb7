"""What `stancewire` exits with, and how it speaks of trouble."""

from __future__ import annotations

import sys
from enum import IntEnum
from typing import TYPE_CHECKING

from kombu.exceptions import OperationalError
from redis.exceptions import AuthenticationError, ConnectionError, OutOfMemoryError, RedisError, TimeoutError

from config.settings import SettingsError, hide_password, load_settings
from workers.errors import NoDiskPromise, StoreFull, WorkersError
from workers.server import ServerError

if TYPE_CHECKING:  # `tasks` brings spaCy: help and usage errors need not wait for it
    from workers.fields import Failure


class Exit(IntEnum):
    """Exit codes; the README lists them from here."""

    DONE = 0
    BUG = 1  #: a fault of ours: please report it
    USAGE = 2  #: an unknown option, command, stage or encoding
    SEVERAL = 3  #: more than one of the troubles below, in different documents
    STAGE_FAILED = 4  #: a stage could not do a document, for none of the reasons below

    EMPTY_TEXT = 10  #: a document has no words
    TEXT_TOO_LONG = 11  #: a document is longer than STANCEWIRE_MAX_CHARACTERS
    NOT_TEXT = 12  #: a file is binary
    NOT_UTF8 = 13  #: a file is not in the encoding that was said
    NO_ARTICLE = 14  #: a page has no article
    NO_SUCH_FILE = 15  #: a file is not there
    IS_A_FOLDER = 16  #: a folder where a file was wanted
    UNREADABLE = 17  #: a file may not be read
    MALFORMED_JSON = 18  #: a .json or .jsonl file is not JSON
    BAD_DOCUMENT = 19  #: JSON, but not a document: keys or values are wrong
    NOT_KNOWN = 20  #: no document or job has this id
    NO_STORIES = 21  #: nothing in the folder can be read as a story
    UNWRITABLE = 22  #: a file cannot be written

    REDIS_AWAY = 30  #: Redis does not answer, or not as it should
    WRONG_PASSWORD = 31  #: Redis refuses the password
    PORT_TAKEN = 32  #: another program listens on the port
    NO_SERVER = 33  #: the private Redis cannot be started
    WORKER_DIED = 34  #: the worker, or Flower, ended by itself
    REDIS_FULL = 35  #: Redis has no room for more documents
    NO_DISK_PROMISE = 36  #: the documents are accepted, but Redis cannot say that they are on its disk
    WEIGHTS_MISSING = 40  #: a file of the model is not there
    WEIGHTS_DAMAGED = 41  #: a file of the model is not what the manifest says
    WRONG_SETTING = 50  #: a setting is unknown or of no use

    INTERRUPTED = 130  #: Ctrl-C


#: What a document's failure, by the class of its error, makes of the exit code; any other is STAGE_FAILED.
OF_FAILURE = {
    "EmptyText": Exit.EMPTY_TEXT,
    "TextTooLong": Exit.TEXT_TOO_LONG,
    "NotText": Exit.NOT_TEXT,
    "NoArticle": Exit.NO_ARTICLE,
}


def of_failure(failure: Failure | None) -> Exit:
    """What a document's end makes of the exit code; a skipped one is as good as done."""
    if not failure or failure.outcome == "skipped":
        return Exit.DONE
    return OF_FAILURE.get(failure.error, Exit.STAGE_FAILED)


class Trouble(Exception):
    """Something the user can mend: a sentence that names the fix, and what to exit with."""

    def __init__(self, exit: Exit, sentence: str) -> None:
        super().__init__(sentence)
        self.exit = exit


def say(message: object) -> None:
    """A message to the user, on the standard error."""
    print(message, file=sys.stderr, flush=True)


def together(exits: set[Exit]) -> Exit:
    """One code for what several documents ended with."""
    troubles = exits - {Exit.DONE}
    if not troubles:
        return Exit.DONE
    return troubles.pop() if len(troubles) == 1 else Exit.SEVERAL


def as_trouble(error: Exception) -> Trouble | None:
    """The trouble that an error means to the user; none when the error is a bug of ours."""
    from tasks.errors import WeightsDamaged, WeightsError

    match error:
        case Trouble():
            return error
        case SettingsError():
            return Trouble(Exit.WRONG_SETTING, str(error))
        case WeightsError():
            return Trouble(
                Exit.WEIGHTS_DAMAGED if isinstance(error, WeightsDamaged) else Exit.WEIGHTS_MISSING, str(error)
            )
        case ServerError():
            return Trouble(Exit.NO_SERVER, str(error))
        case StoreFull():
            return Trouble(Exit.REDIS_FULL, str(error))
        case NoDiskPromise():
            return Trouble(Exit.NO_DISK_PROMISE, str(error))
        case WorkersError():
            return Trouble(Exit.BAD_DOCUMENT, str(error))
        case RedisError():
            return _of_redis(error, "STANCEWIRE_REDIS_URL", load_settings().redis_url)
        case OperationalError():  # Celery's, around redis-py's
            return _of_redis(error.__cause__ or error, "STANCEWIRE_BROKER_URL", load_settings().broker_url)
    return None


def _of_redis(error: BaseException, setting: str, url: str) -> Trouble:
    where = f"Redis at {hide_password(url)}"
    if isinstance(error, OutOfMemoryError):
        return Trouble(Exit.REDIS_FULL, str(StoreFull.__doc__))
    if isinstance(error, AuthenticationError):
        return Trouble(Exit.WRONG_PASSWORD, f"{where} refuses the password ({error}): correct it in {setting}")
    if isinstance(error, RedisError) and not isinstance(error, ConnectionError | TimeoutError):
        return Trouble(Exit.REDIS_AWAY, f"{where} refuses ({error}): mend that there, or correct {setting}")
    return Trouble(
        Exit.REDIS_AWAY,
        f"{where} does not answer ({error}): start it (`stancewire up` starts a private one), or correct {setting}",
    )
