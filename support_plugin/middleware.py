"""The app's one middleware line."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation

from support_plugin.basket.refused_vouchers import note_refusal
from support_plugin.basket.removals import note_lines, note_removals
from support_plugin.basket.stock import note_refused_addition, note_unavailable
from support_plugin.carts.page_steps import note_page
from support_plugin.chat.pages.page_now import note_page_now
from support_plugin.database.after_commit import batched_for_request
from support_plugin.formats.pages import is_for_staff, show_readers_digits
from support_plugin.guests.step_skipping import return_to_skipped_step, skip_step
from support_plugin.installed import require_app
from support_plugin.notices.destination.choice_cookie import forget_choice
from support_plugin.patches import (
    ORDER_TITLE,
    QUIET_SESSIONS,
    REFUSED_VOUCHERS,
    RIGHT_TO_LEFT,
    SPELLING,
    STAFF_DIGITS,
    TYPED_DIGITS,
    is_active,
)
from support_plugin.right_to_left.pages import turn_page
from support_plugin.search.query_rewriting import rewrite_searches
from support_plugin.shop.patches.order_pages import name_order_page
from support_plugin.shop.typed.numbers import read_all_digits
from support_plugin.visitors import cookies
from support_plugin.visitors.arms.cookies import give_cookies
from support_plugin.visitors.sessions import spare_session
from support_plugin.web.nonces import nonces_of
from support_plugin.web.request_state import state_of


class SupportMiddleware:
    """Deletes the visitor's cookie at log-in and log-out and the chosen destination at log-out, reads the
    digits typed into the shop's forms and the spelling of its searches, shows staff their digits, lets
    pages run from right to left where the shop's style sheets are turned, leads past the step of the shipping
    methods where the admin wants that, brings the reason for a refused voucher to its field, notes what is
    taken out of the cart and what is out of stock, names the page of an order, keeps the app's own calls from
    storing a session that they only read, and sends the cookies of a comparison while one runs.

    Touches no other response, and reads no database on other pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        require_app()
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        with nonces_of(request), batched_for_request():
            response = self.get_response(request)
        give_cookies(request, response)
        note_page(request, response)
        note_page_now(request, response)
        if state_of(request).forgets_visitor:
            cookies.delete_key(response)
        if state_of(request).forgets_destination:
            forget_choice(response)
        if is_for_staff(request) and is_active(STAFF_DIGITS):
            show_readers_digits(response)
        note_removals(request)
        note_refused_addition(request)
        if is_active(REFUSED_VOUCHERS):
            response = note_refusal(request, response)
        if is_active(QUIET_SESSIONS):
            spare_session(request, response)
        response = return_to_skipped_step(request, response)
        if is_active(RIGHT_TO_LEFT):
            with nonces_of(request):
                turn_page(response)
        if before := state_of(request).language_before:
            translation.activate(before)
        return response

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        """Let the shop's own forms take Persian and Arabic-Indic digits; pass over steps without a choice."""
        if is_active(TYPED_DIGITS):
            read_all_digits(request)
        if is_active(SPELLING):
            rewrite_searches(request)
        note_lines(request)
        return skip_step(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Give the page of an order a title that reads well in all languages; note what is out of stock."""
        note_unavailable(request, response)
        if is_active(ORDER_TITLE):
            name_order_page(request, response)
        return response
