"""The outbox's addresses."""

from django.urls import path

from example_shop.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.Outbox.as_view(), name="list"),
    path("let-pass/", views.LetPass.as_view(), name="let-pass"),
    path("mails/<slug:name>/", views.MailPage.as_view(), name="mail"),
    path("mails/<slug:name>/page/", views.MailFrame.as_view(), name="mail-frame"),
    path("texts/<str:file>/<int:line>/", views.TextPage.as_view(), name="text"),
]
