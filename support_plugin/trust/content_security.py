"""What a shop's Content-Security-Policy must allow, so that providers' pictures are seen."""

from support_plugin.trust.providers import PROVIDERS, Provider


def img_src_lines(provider: Provider | None) -> list[str]:
    """Return the policy's lines for a provider's picture; for None, those of all providers that have one."""
    origins = [one.picture_origin for one in ([provider] if provider else PROVIDERS.values())]
    return [f"img-src 'self' {origin}" for origin in origins if origin]
