"""The pretend bank's addresses."""

from django.urls import path

from example_shop.bank import views

app_name = "bank"
urlpatterns = [
    path("<str:reference>/", views.PaymentPage.as_view(), name="pay"),
    path("<str:reference>/left/", views.LeftPage.as_view(), name="left"),
]
