"""The queue's settings in Django admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from solo.admin import SingletonModelAdmin

from support_plugin.chat.queue.models import QueueSettings


@admin.register(QueueSettings)
class QueueSettingsAdmin(SingletonModelAdmin):
    """Whether agents are assigned, and who comes first."""

    # Solo's own wants "solo" in INSTALLED_APPS.
    change_form_template = "admin/change_form.html"
    object_history_template = "admin/object_history.html"
    fieldsets = [
        (None, {"fields": ["assigns"]}),
        (
            _("Minutes of head start"),
            {
                "description": _(
                    "By so many minutes they count as waiting longer than they do. 0: it makes no difference."
                ),
                "fields": [
                    "checkout_minutes",
                    "payment_minutes",
                    "payment_failed_minutes",
                    "hesitation_minutes",
                    "valuable_cart_minutes",
                    "valuable_cart",
                    "high_minutes",
                    "urgent_minutes",
                ],
            },
        ),
    ]
