"""The exclusions in Django admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from solo.admin import SingletonModelAdmin

from support_plugin.carts.reminders.exclusions.forms import ExclusionsForm
from support_plugin.carts.reminders.exclusions.models import Exclusions


@admin.register(Exclusions)
class ExclusionsAdmin(SingletonModelAdmin):
    """One row, hence no list. Django's own templates, so that ``solo`` need not be an installed app."""

    form = ExclusionsForm
    change_form_template = "admin/change_form.html"
    object_history_template = "admin/object_history.html"
    fieldsets = [
        (_("People"), {"fields": ["staff", "groups", "addresses"]}),
        (_("Carts"), {"fields": ["holding", "categories", "products"]}),
    ]
