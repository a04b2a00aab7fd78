"""Oscar's admin pages of this app, with the fields of every language in place of the active one's."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin
from oscar.apps.catalogue.admin import *  # noqa: F403
from oscar.apps.catalogue.admin import CategoryAdmin, ProductAdmin
from oscar.core.loading import get_model

Product = get_model("catalogue", "Product")
Category = get_model("catalogue", "Category")

admin.site.unregister([Product, Category])


@admin.register(Product)
class TranslatedProductAdmin(TranslationAdmin, ProductAdmin):
    """Products, each text in each language."""


@admin.register(Category)
class TranslatedCategoryAdmin(TranslationAdmin, CategoryAdmin):
    """Categories, each text in each language."""
