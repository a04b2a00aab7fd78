"""What an address needs beyond Oscar's: provinces by code."""

from support_plugin.countries.divisions import name_division


class LocalAddress:
    """Mixin for address models; goes before Oscar's abstract class."""

    def get_field_values(self, fields: list[str]) -> list[str]:
        """Return the fields' texts, the province by its name in the active language."""
        values = super().get_field_values(fields)
        return [
            name_division(value) if field == "state" else value
            for field, value in zip(fields, values, strict=True)
        ]
