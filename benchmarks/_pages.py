"""Which pages are measured."""

# The pages of the shop, in the order in which a shopper comes to them.
PAGES = (
    "home",
    "category",
    "product",
    "basket",
    "gateway",
    "shipping_address",
    "shipping_method",
    "payment_details",
    "preview",
    "thank_you",
)
