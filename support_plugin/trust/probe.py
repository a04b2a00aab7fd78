"""Asks whether a web page answers."""

from urllib.parse import urljoin

from support_plugin.web.private_addresses import NoAnswer, NotPublic, ask

MAX_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}


def probe(url: str, referrer: str = "") -> None:
    """Return if the page answers with success, following few redirects; raise NoAnswer.

    The text of NoAnswer is for the admin. ``referrer``: the address of the shop, which some providers want to
    see.
    """
    headers = {"User-Agent": "support_check_badges", **({"Referer": referrer} if referrer else {})}
    for _step in range(MAX_REDIRECTS + 1):
        try:
            answer = ask(url, headers=headers)
        except NotPublic as error:
            raise NoAnswer(str(error)) from None
        if answer.status not in REDIRECTS or not answer.location:
            if not 200 <= answer.status < 300:
                raise NoAnswer(f"HTTP {answer.status}")
            return
        url = _follow(url, answer.location)
    raise NoAnswer("too many redirects")


def _follow(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise NoAnswer("no address") from None
