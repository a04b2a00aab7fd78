"""Which pages are measured, by their names in ``benchmarks._walk``."""

PAGES = ("home", "category", "product", "basket", "shipping_address", "preview")
