"""People in Django admin; Oscar's admin pages look them up."""

from django.contrib import admin

from tests.forked_shop.people.models import Person


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    """Found by e-mail address."""

    search_fields = ["email"]
    fields = ["email", "nickname", "is_staff", "is_active"]
