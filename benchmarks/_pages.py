"""Which pages are measured."""

# The pages of the shop, in the order in which a shopper comes to them.
PAGES = (
    "home",
    "category",
    "product",
    # The same with products in the cart.
    "product_and_cart",
    "basket",
    "gateway",
    "shipping_address",
    "shipping_method",
    "payment_details",
    "preview",
    "thank_you",
)
