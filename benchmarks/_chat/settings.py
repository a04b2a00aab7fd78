"""The example shop's settings, but that its shoppers may write as fast as they can."""

from example_shop.settings import *  # noqa: F403

# The limit is counted all the same; with the shop's own, 30 a minute, it would be all that is measured.
SUPPORT_PLUGIN = {
    "MESSAGES_PER_MINUTE": 6000,
    "CONNECTIONS_PER_MINUTE": 100_000,
    "READS_PER_MINUTE": 100_000,
    # All of them come from one address.
    "PEOPLE_PER_ADDRESS": 10_000,
    "SOCKETS_PER_ADDRESS": 100_000,
    "SOCKETS_PER_PROCESS": 100_000,
}
