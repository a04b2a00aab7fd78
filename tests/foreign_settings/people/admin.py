from django.contrib import admin

from tests.foreign_settings.people.models import Member


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):
    search_fields = ["email"]
