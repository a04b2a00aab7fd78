"""What the shop changes about the app."""

from support_plugin.adapters import SupportAdapter


class Adapter(SupportAdapter):
    """This user model has no names but a nickname."""

    def agent_name(self, user):
        """Return the nickname."""
        return user.nickname

    def shopper_name(self, user):
        """Return the nickname, or where there is none the part before the @ of the address."""
        return user.nickname or user.email.partition("@")[0]
