"""The group chat of Channels' own tutorial, part 3, in the example shop's Django: nothing stored, no rights.

https://channels.readthedocs.io/en/stable/tutorial/part_3.html; only the path of the room differs.
"""

import json
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.core.asgi import get_asgi_application
from django.urls import path

django_application = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402 - wants loaded apps
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402


class ChatConsumer(AsyncWebsocketConsumer):
    """One socket in one room."""

    async def connect(self) -> None:
        """Join the room's group."""
        self.room_group_name = "chat_" + self.scope["url_route"]["kwargs"]["room"]
        await self.channel_layer.group_add(self.room_group_name, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave the room's group."""
        await self.channel_layer.group_discard(self.room_group_name, self.channel_name)

    async def receive(self, text_data: str) -> None:
        """Send what a browser says to the group, of which its sender is a member."""
        message = json.loads(text_data)["message"]
        await self.channel_layer.group_send(
            self.room_group_name, {"type": "chat.message", "message": message}
        )

    async def chat_message(self, event: dict[str, Any]) -> None:
        """Pass on what somebody said."""
        await self.send(text_data=json.dumps({"message": event["message"]}))


application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter([path("chat/<str:room>/", ChatConsumer.as_asgi())]))
        ),
    }
)
