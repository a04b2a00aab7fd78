"""What a shopper wants and the shop has not: announced to whoever follows the cart."""

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse

from support_plugin.shop.cart_lines import lacks_stock, lacks_stock_of_lines
from support_plugin.signals import obstacle_met
from support_plugin.text.digits import to_ascii_digits

# What Oscar's view keeps of a form that it has refused, with the product's key behind it.
REFUSED_FORM = "add_to_basket_form_post_data_"


def note_refused_addition(request: HttpRequest) -> None:
    """Announce that a product was not put into the cart for want of stock.

    To be called when the request has been answered; costs nothing on other pages, or where it was put in.
    """
    match = request.resolver_match
    if request.method != "POST" or match is None or match.view_name != "basket:add":
        return
    product = match.kwargs.get("pk")
    if f"{REFUSED_FORM}{product}" not in request.session:
        return
    # Of a product with variants, the form names the one that was chosen.
    wanted: Any = request.POST.get("child_id") or product
    if str(wanted).isdecimal() and lacks_stock(request, int(wanted), _quantity(request)):
        _announce(request)


def note_unavailable(request: HttpRequest, response: TemplateResponse) -> None:
    """Announce that something in the cart can no longer be bought, where the basket page has just looked."""
    match = request.resolver_match
    # The page's view has worked out what of the cart can be bought; other views are left alone.
    if match is None or match.view_name != "basket:summary" or not response.context_data:
        return
    if "basket_warnings" in response.context_data and lacks_stock_of_lines(request):
        _announce(request)


def _quantity(request: HttpRequest) -> int:
    typed = to_ascii_digits(request.POST.get("quantity", "")).strip()
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 1


def _announce(request: HttpRequest) -> None:
    obstacle_met.send_robust(sender=None, request=request, obstacle="out_of_stock")
