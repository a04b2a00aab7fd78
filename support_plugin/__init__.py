"""Fewer abandoned carts in django-oscar shops: live chat, true shipping cost, guest checkout, checkable badges."""
