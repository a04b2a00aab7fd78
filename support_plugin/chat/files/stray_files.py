"""Files that no row knows any more: a process was killed after the row had gone and before the file had."""

import logging
import random
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.db.models import Q

from support_plugin import clock
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.storage import private_storage
from support_plugin.chat.files.uploads import FOLDER

logger = logging.getLogger(__name__)

FOLDERS = [f"{number:02x}" for number in range(256)]
# Folders looked through in one round where each costs a request to another server.
REMOTE_FOLDERS = 4
# Where a whole request is one transaction, a file is there before others see its row.
UNCOMMITTED = timedelta(hours=1)


def remove_stray_files(limit: int = 2000) -> int:
    """Look at about ``limit`` private files; delete those without a row and return how many.

    Begins at any folder, so that all are looked at in time. A storage that lists nothing is left alone.
    """
    removed = seen = 0
    for names in _batches():
        seen += len(names)
        removed += _remove(names)
        if seen >= limit:
            break
    return removed


def _batches() -> Iterator[list[str]]:
    is_local = isinstance(private_storage, FileSystemStorage)
    for folder in random.sample(FOLDERS, len(FOLDERS) if is_local else REMOTE_FOLDERS):
        try:
            _folders, files = private_storage.listdir(f"{FOLDER}/{folder}")
        except FileNotFoundError:
            continue
        except NotImplementedError:
            return
        if files:
            yield [f"{FOLDER}/{folder}/{name}" for name in files]


def _remove(names: list[str]) -> int:
    # After the listing: whatever has a file now had its row before.
    rows = Attachment.objects.filter(Q(file__in=names) | Q(thumbnail__in=names))
    known = {name for pair in rows.values_list("file", "thumbnail") for name in pair}
    strays = [name for name in names if name not in known and not _may_be_uncommitted(name)]
    for name in strays:
        private_storage.delete(name)
    if strays:
        logger.info("Files that no row knew: %d removed", len(strays))
    return len(strays)


def _may_be_uncommitted(name: str) -> bool:
    if not connection.settings_dict.get("ATOMIC_REQUESTS"):
        return False
    changed = clock.aware(private_storage.get_modified_time(name))
    return clock.aware(clock.now()) - changed < UNCOMMITTED
