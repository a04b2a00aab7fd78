"""The dashboard's product form, with the weight that postage depends on."""

from oscar.apps.dashboard.catalogue import forms as oscar_forms
from oscar.apps.dashboard.catalogue.forms import *  # noqa: F403


class ProductForm(oscar_forms.ProductForm):
    """Oscar's form and the weight."""

    class Meta(oscar_forms.ProductForm.Meta):
        fields = [*oscar_forms.ProductForm.Meta.fields, "weight_grams"]
