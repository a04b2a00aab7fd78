"""Every e-mail to a shopper: rendered here, and sent as the shop sends its own."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from support_plugin.shop.mails import dispatch, mail_site
from support_plugin.text.language import direction_of, language_of_words


def send_mail(to: str, subject: str, template: str, context: Mapping[str, Any]) -> None:
    """Send one e-mail in the active language, as text and HTML, to one address.

    ``template`` is the path of a template without its ending; there is one with ``.txt`` and one with
    ``.html``. Both get ``context`` and ``subject``, ``language``, ``direction`` and Oscar's ``site``.
    Sender, Reply-To and connection are those of the shop's own mail.
    Raises OSError where the mail server refuses or can't be reached; smtplib's errors are among them.
    """
    subject, text, html = render_mail(subject, template, context)
    dispatch(to, subject, text, html)


def render_mail(subject: str, template: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return subject, text and HTML of what ``send_mail`` would send."""
    language = language_of_words()
    subject = one_line(subject)
    values = {
        "language": language,
        "direction": direction_of(language),
        "site": mail_site(),
        **context,
        "subject": subject,
    }
    text = render_to_string(f"{template}.txt", values)
    return subject, text, render_to_string(f"{template}.html", values)


def send_notice(to: list[str], subject: str, text: str) -> None:
    """Send a plain text to each of some addresses, for the shop's staff. Raises OSError as ``send_mail``."""
    for address in to:
        dispatch(address, one_line(subject), text)


def one_line(text: str) -> str:
    """Return a text for a header: in several lines, it would be several headers."""
    return " ".join(str(text).split())
