"""What the basket page's own buttons do."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from support_plugin.basket.removals import undo_removal


@require_POST
def put_removed_back(request: HttpRequest) -> HttpResponse:
    """Put what was removed last into the cart again."""
    for title in undo_removal(request):
        text = _("“%(title)s” is not available any more.") % {"title": title}
        messages.warning(request, text)
    return redirect("basket:summary")


urlpatterns = [path("cart/undo/", put_removed_back, name="undo-removal")]
