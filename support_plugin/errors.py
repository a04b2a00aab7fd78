"""The one way in which every room refuses what it is asked for."""

from django.utils.functional import Promise


class Refused(Exception):
    """A request that is not carried out, with what to tell the sender.

    ``code`` is for programs (see docs/protocol.md); ``detail`` is for people, translated when it is read, as
    one batch may refuse the messages of many; ``retry_after`` says in how many seconds it may work.
    """

    def __init__(self, code: str, detail: str | Promise, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self._detail = detail
        self.retry_after = retry_after

    @property
    def detail(self) -> str:
        """What to tell the sender, in the active language."""
        return str(self._detail)
