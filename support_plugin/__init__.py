"""Fewer abandoned carts in django-oscar shops: chat, true shipping cost, guest checkout, honest badges."""
