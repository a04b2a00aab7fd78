"""What django-csp does: a nonce on the request, made when first asked for, and then in the header."""

import secrets

from django.utils.functional import SimpleLazyObject


class DjangoCspMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        made = []

        def make():
            made.append(secrets.token_urlsafe(16))
            return made[0]

        request.csp_nonce = SimpleLazyObject(make)
        response = self.get_response(request)
        nonce = f" 'nonce-{made[0]}'" if made else ""
        response["Content-Security-Policy"] = f"script-src 'strict-dynamic'{nonce}; style-src 'self'{nonce}"
        return response
