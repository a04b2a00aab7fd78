"""The app's one URL include, to stand right before Oscar's: ``path("", include("support_plugin.urls"))``."""

from django.urls import include, path

from support_plugin.answers.help_centre import views as help_views
from support_plugin.answers.suggestions import api as suggestion_api
from support_plugin.basket import views as basket_views
from support_plugin.carts import api as cart_api
from support_plugin.carts.prompts import api as prompt_api
from support_plugin.carts.proposals import api as proposal_api
from support_plugin.carts.proposals import views as proposal_views
from support_plugin.carts.push import api as push_api
from support_plugin.carts.push import views as push_views
from support_plugin.carts.reminders.on_site import api as site_message_api
from support_plugin.carts.reminders.on_site import views as site_message_views
from support_plugin.carts.reports import views as cart_views
from support_plugin.carts.restoring import views as restoring_views
from support_plugin.carts.send_me import views as send_me_views
from support_plugin.chat.api import conversations as chat_api
from support_plugin.chat.api import (
    downloads,
    entries,
    exposures,
    merging,
    notes,
    shopper,
    side_panel,
    uploads,
)
from support_plugin.chat.pages import answers, colours, contact, own_orders, shopper_views
from support_plugin.chat.pages import views as chat_views
from support_plugin.desk import mentions as mention_views
from support_plugin.desk import own_messages as own_message_views
from support_plugin.desk import views as desk_views
from support_plugin.desk.answers import api as suggested_answer_api
from support_plugin.desk.answers import views as answer_views
from support_plugin.desk.board import views as board_views
from support_plugin.desk.canned import api as canned_api
from support_plugin.desk.duty import api as duty_api
from support_plugin.desk.duty import views as duty_views
from support_plugin.desk.inbox import api as inbox_api
from support_plugin.desk.inbox import views as inbox_views
from support_plugin.desk.merging import parts as merging_parts
from support_plugin.desk.merging import views as merging_views
from support_plugin.desk.panel import views as panel_views
from support_plugin.desk.reports import views as numbers_views
from support_plugin.desk.shop_cards import api as shop_card_api
from support_plugin.desk.tasks import views as task_views
from support_plugin.guests import views as guest_views
from support_plugin.installed import is_installed
from support_plugin.notices import api as notice_api
from support_plugin.notices import views as notice_views
from support_plugin.outbox.channels.receiving import views as report_views
from support_plugin.rest.views import UnknownView
from support_plugin.trust import api as trust_api
from support_plugin.visitors.consents import views as consent_views

app_name = "support_plugin"

support_patterns = [
    path("api/v1/", include(chat_api.urlpatterns)),
    path("api/v1/", include(inbox_api.urlpatterns)),
    path("api/v1/", include(uploads.urlpatterns)),
    path("api/v1/", include(notes.urlpatterns)),
    path("api/v1/", include(canned_api.urlpatterns)),
    path("api/v1/", include(entries.urlpatterns)),
    path("api/v1/", include(merging.urlpatterns)),
    path("api/v1/", include(exposures.urlpatterns)),
    path("api/v1/", include(side_panel.urlpatterns)),
    path("api/v1/", include(trust_api.urlpatterns)),
    path("api/v1/", include(notice_api.urlpatterns)),
    path("api/v1/", include(cart_api.urlpatterns)),
    path("api/v1/", include(prompt_api.urlpatterns)),
    path("api/v1/", include(push_api.urlpatterns)),
    path("api/v1/", include(duty_api.urlpatterns)),
    path("api/v1/", include(proposal_api.urlpatterns)),
    path("api/v1/", include(site_message_api.urlpatterns)),
    path("api/v1/", include(shop_card_api.urlpatterns)),
    path("api/v1/", include(suggestion_api.urlpatterns)),
    path("api/v1/", include(suggested_answer_api.urlpatterns)),
    path("push/", include(push_views.urlpatterns)),
    path("duty/", include(duty_views.urlpatterns)),
    path("phones/", include(report_views.urlpatterns)),
    path("files/", include(downloads.urlpatterns)),
    path("api/v1/", include(shopper.urlpatterns)),
    path("api/", UnknownView.as_view(), name="unknown-api"),
    path("api/<path:anything>", UnknownView.as_view(), name="unknown-api"),
    path("chat/", include(colours.urlpatterns)),
    path("chat/", include(shopper_views.urlpatterns)),
    path("chat/", include(proposal_views.urlpatterns)),
    path("chat/", include(answers.urlpatterns)),
    path("chat/", include(own_orders.urlpatterns)),
    path("contact/", include(contact.urlpatterns)),
    path("help/", include(help_views.urlpatterns)),
    path("chat/", chat_views.ChatPage.as_view(), name="chat"),
    path("", include(basket_views.urlpatterns)),
    path("", include(consent_views.urlpatterns)),
    path("", include(send_me_views.urlpatterns)),
    path("", include(restoring_views.urlpatterns)),
    path("", include(site_message_views.urlpatterns)),
    path("", include(guest_views.urlpatterns)),
    path("", include(notice_views.urlpatterns)),
]
_dashboard_patterns = [
    path("carts/", include(cart_views.urlpatterns)),
    path("tasks/", include(task_views.urlpatterns)),
    path("", include(mention_views.urlpatterns)),
    path("", include(panel_views.urlpatterns)),
    path("", include(board_views.urlpatterns)),
    path("", include(inbox_views.urlpatterns)),
    path("", include(merging_views.urlpatterns)),
    path("numbers/", include(numbers_views.urlpatterns)),
    path("", include(desk_views.urlpatterns)),
    path("", include(own_message_views.urlpatterns)),
    path("", include(answer_views.urlpatterns)),
    path("", include(merging_parts.urlpatterns)),
]
# Two entries alone: a request to a page of the shop's, which come after, is compared with each of them.
_urlpatterns = [
    path("support/", include(support_patterns)),
    path("dashboard/support/", include(_dashboard_patterns)),
]
urlpatterns = _urlpatterns if is_installed() else []
