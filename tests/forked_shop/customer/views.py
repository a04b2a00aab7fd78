"""The log-in page, with a word of the shop's own."""

from oscar.apps.customer import views
from oscar.apps.customer.views import *  # noqa: F403


class AccountAuthView(views.AccountAuthView):
    """Says which shop it is."""

    def get_context_data(self, *args, **kwargs):
        """Add the word."""
        return {**super().get_context_data(*args, **kwargs), "forked_word": "forked customer"}
