"""The basket page, with a word of the shop's own."""

from oscar.apps.basket import views
from oscar.apps.basket.views import *  # noqa: F403


class BasketView(views.BasketView):
    """Says which shop it is."""

    def get_context_data(self, **kwargs):
        """Add the word."""
        return {**super().get_context_data(**kwargs), "forked_word": "forked basket"}
