"""The outbox's pages. Open to everybody who reaches the demo; mounted nowhere else (settings.WITH_OUTBOX)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from example_shop.outbox.entries import channel_name, latest
from example_shop.outbox.mails import Mail, find_mail, with_links_in_new_tabs
from example_shop.outbox.texts import find_text
from example_shop.passing_time.flows import TIMES, let_pass
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.links import site_url

# No script, no form, nothing of the shop's session; links open tabs that are none of this.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
WIDTHS = ("phone", "desktop")


@method_decorator(never_cache, name="dispatch")
class Outbox(View):
    """Lists what was sent, the newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        return render(request, "outbox/list.html", {"entries": latest()})


class LetPass(View):
    """The buttons above the list: later, what has been sent by then."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let an hour or a day pass, do what is due, and lead to the list; any other answer does nothing."""
        time = TIMES.get(request.POST.get("time", ""))
        if time is not None:
            happened = let_pass(time)
            for what, count in happened:
                messages.info(request, f"{what}: {in_readers_digits(count)}")
            if not happened:
                messages.info(request, _("Nothing was due."))
        return redirect("outbox:list")


@method_decorator(never_cache, name="dispatch")
class MailPage(View):
    """One e-mail: its page at one of two widths, its text and the headers that count."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        """Show it; 404 where there is none of this name."""
        mail = _mail(name)
        width = request.GET.get("width")
        addresses = mail.unsubscribe_addresses
        context = {
            "mail": mail,
            "sandbox": SANDBOX,
            "width": width if width in WIDTHS else WIDTHS[0],
            "one_click": next(filter(_is_on_the_web, addresses), "") if mail.unsubscribe_post else "",
            "unsubscribe": [(address, _is_on_the_web(address)) for address in addresses],
        }
        return render(request, "outbox/mail.html", context)


@method_decorator([never_cache, xframe_options_sameorigin], name="dispatch")
class MailFrame(View):
    """An e-mail's own page, for the frame: written by whoever wrote the mail, and trusted with nothing."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        """Return the page as it was sent; 404 where there is none."""
        mail = _mail(name)
        if not mail.html:
            raise Http404
        response = HttpResponse(with_links_in_new_tabs(mail.html))
        response["Content-Security-Policy"] = _frame_policy()
        response["Referrer-Policy"] = "no-referrer"
        return response


@method_decorator(never_cache, name="dispatch")
class TextPage(View):
    """One text, as a phone shows it."""

    def get(self, request: HttpRequest, file: str, line: int) -> HttpResponse:
        """Show it; 404 where there is none in this line."""
        text = find_text(settings.SMS_DIR, file, line)
        if text is None:
            raise Http404
        context = {"text": text, "channel": channel_name(text.channel)}
        return render(request, "outbox/text.html", context)


def _mail(name: str) -> Mail:
    mail = find_mail(settings.MAIL_DIR, name)
    if mail is None:
        raise Http404
    return mail


def _is_on_the_web(address: str) -> bool:
    return urlsplit(address).scheme in ("http", "https")


def _frame_policy() -> str:
    """Styles within the page and the shop's own pictures, which may name another host than the reader's."""
    pictures = " ".join(filter(None, ("'self'", "data:", site_url())))
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src {pictures}; base-uri 'none'; "
        f"form-action 'none'; frame-ancestors 'self'; sandbox {SANDBOX}"
    )
