"""Files that tests send."""

from typing import IO

from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.uploads import UploadOwner, check_upload, save_upload
from support_plugin.limits import Who


def store_upload(name: str, upload: IO[bytes], size: int, owner: UploadOwner, who: Who) -> Attachment:
    """Store a file (``size`` in bytes) ready to be sent with a message; raises as ``check_upload``."""
    return save_upload(check_upload(name, upload, size, who, owner.conversation), owner)
