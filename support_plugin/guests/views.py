"""The checkout's short ways, and the account after a guest's purchase."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from support_plugin.countries.divisions import list_divisions
from support_plugin.guests import account_claims, express_checkout
from support_plugin.guests.account_tokens import read_key, read_used_key
from support_plugin.guests.begun_payments import choose_payment
from support_plugin.preferences.queries import get_preferences
from support_plugin.preferences.texts import shop_languages
from support_plugin.shop.checkout import guest_orders, steps

# Session key: the link that was opened. The pages after it do not carry it in their address.
KEY_IN_SESSION = "support_account_key"


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def show_divisions(request: HttpRequest, language: str, country: str) -> HttpResponse:
    """Return the names of a country's provinces in a language, as a JSON list; empty for no known ones."""
    with translation.override(language if language in dict(shop_languages()) else None):
        names = [name for _code, name in list_divisions(country)]
    return JsonResponse(names, safe=False)


@require_POST
def start_express(request: HttpRequest) -> HttpResponse:
    """Lead a returning shopper straight to the preview."""
    user: Any = request.user
    if not get_preferences().express_enabled or not user.is_authenticated:
        return redirect("checkout:index")
    return redirect(f"checkout:{express_checkout.start_express(request)}")


@require_POST
def choose_method(request: HttpRequest) -> HttpResponse:
    """Take another shipping method and go back to the step it was chosen on."""
    if not steps.choose_method(request, request.POST.get("method_code", "")):
        messages.error(request, _("This way of delivery is not offered any more. Please choose again."))
    # Named here, not by the form: an address from outside could lead anywhere.
    back = "preview" if request.POST.get("back") == "preview" else "payment-details"
    return redirect(f"checkout:{back}")


@require_POST
def pay_otherwise(request: HttpRequest) -> HttpResponse:
    """Take another way to pay after a failed payment, and show the preview."""
    if not choose_payment(request, request.POST.get("code", "")):
        return redirect("checkout:payment-details")
    return redirect("checkout:preview")


@require_POST
def mail_account_link(request: HttpRequest) -> HttpResponse:
    """Have the link to an account sent for the order that this session has just placed."""
    try:
        is_sent = account_claims.mail_account_link(request)
    except account_claims.NotAllowed:
        messages.error(request, _("No more mails are sent for this order. Please look at those you have."))
    else:
        if is_sent:
            messages.success(request, _("We have sent you an e-mail with a link to your account."))
        else:
            messages.error(request, _("The e-mail could not be sent just now. Please try again."))
    return redirect("checkout:thank-you")


def _render_claim(request: HttpRequest, state: str, status: int = 200, **values: Any) -> HttpResponse:
    preferences = get_preferences()
    chat_url = reverse("support_plugin:chat") if preferences.chat_enabled else ""
    context = {"state": state, "chat_url": chat_url, **values}
    return render(request, "support_plugin/guests/account.html", context, status=status)


def _answer_ended(request: HttpRequest, key: str) -> HttpResponse:
    """Lead a used link's owner, when logged in, to the order; say to all others that the link has ended."""
    order, user = read_used_key(key), request.user
    if order is not None and user.is_authenticated and order.user_id == user.pk:
        return redirect("customer:order", order_number=order.number)
    back = reverse("support_plugin:guest-account-link", args=[key]) if order is not None else ""
    login_url = reverse("customer:login") + (f"?{urlencode({'next': back})}" if back else "")
    return _render_claim(request, "gone", status=404, login_url=login_url)


@never_cache
def open_account_link(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the key of a mailed link in the session and go on without it in the address.

    Nothing happens to the order yet: mail programs open links by themselves. A key that is no good is
    stored nowhere, and makes no session.
    """
    if not get_preferences().accounts_enabled:
        raise Http404
    if read_key(key) is None:
        return _answer_ended(request, key)
    request.session[KEY_IN_SESSION] = key
    return redirect("support_plugin:guest-account")


@method_decorator([never_cache, sensitive_post_parameters("password1", "password2")], name="dispatch")
class ClaimAccount(View):
    """Makes an account of a guest's order, or adds it to the account that the mailbox already has.

    Before the claim is done, it names the order by its number, and the mailbox, to who may do it at once; it
    shows nothing more of the order, and to nobody else anything.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is to be done."""
        return self._show(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do it."""
        found = self._read(request)
        user: Any = request.user
        if found is None:
            return self._show(request)
        order, key = found
        form = None
        try:
            if user.is_authenticated:
                order = account_claims.claim_with_account(user, key)
            else:
                form = guest_orders.registration_form(order.guest_email, request.POST)
                if guest_orders.has_account(order.guest_email) or not form.is_valid():
                    return self._show(request, form)
                order = account_claims.claim_with_new_account(request, key, form)
        except account_claims.NotAllowed:
            return self._show(request)
        request.session.pop(KEY_IN_SESSION, None)
        messages.success(request, _("The order is in your account now."))
        return redirect("customer:order", order_number=order.number)

    def _read(self, request: HttpRequest) -> tuple[Any, str] | None:
        key = request.session.get(KEY_IN_SESSION, "")
        found = read_key(key) if key and get_preferences().accounts_enabled else None
        return (found[0], key) if found else None

    def _show(self, request: HttpRequest, form: Any = None) -> HttpResponse:
        found = self._read(request)
        if found is None:
            return _answer_ended(request, request.session.get(KEY_IN_SESSION, ""))
        order, user = found[0], request.user
        if user.is_authenticated:
            state = "add" if account_claims.is_owner(user, order) else "other"
            return _render_claim(request, state, order=order if state == "add" else None)
        if guest_orders.has_account(order.guest_email):
            query = urlencode({"next": reverse("support_plugin:guest-account")})
            return _render_claim(request, "log-in", login_url=f"{reverse('customer:login')}?{query}")
        form = form or guest_orders.registration_form(order.guest_email)
        # Whoever has the link may make the account, and would see all of it.
        return _render_claim(request, "new", form=form, order=order)


urlpatterns = [
    path("divisions/<str:language>/<str:country>/", show_divisions, name="divisions"),
    path("checkout/express/", start_express, name="express"),
    path("checkout/method/", choose_method, name="choose-method"),
    path("checkout/payment/", pay_otherwise, name="pay-otherwise"),
    path("account/mail/", mail_account_link, name="guest-account-mail"),
    path("account/", ClaimAccount.as_view(), name="guest-account"),
    path("account/<str:key>/", open_account_link, name="guest-account-link"),
]
