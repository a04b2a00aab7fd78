"""Where the shop's webhooks arrive."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from standardwebhooks import Webhook, WebhookVerificationError

from example_shop.crm.flows import NAME, note
from example_shop.crm.models import Told
from support_plugin.outbox.webhooks.endpoint_secrets import current_secrets
from support_plugin.outbox.webhooks.models import WebhookEndpoint


@method_decorator(csrf_exempt, name="dispatch")
class Hook(View):
    """Believes what is signed with the secret that the shop's admin was shown."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Note an event; 403 for anybody but the shop."""
        endpoint = WebhookEndpoint.objects.filter(name=NAME).first()
        # Another system would keep the secret among its settings.
        secrets = current_secrets(endpoint, timezone.now()) if endpoint else []
        if not secrets:
            return HttpResponse(status=403)
        try:
            Webhook(secrets[0]).verify(request.body, dict(request.headers))
        except WebhookVerificationError:
            return HttpResponse(status=403)
        content = json.loads(request.body)
        note(request.headers["webhook-id"], Told.Way.WEBHOOK, content["type"], content["data"])
        return HttpResponse(status=204)
