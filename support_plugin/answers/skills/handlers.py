"""Registers the skills that every shop has."""

from support_plugin.answers.skills.built_in.offers import ShippingOfferSkill
from support_plugin.answers.skills.built_in.orders import OwnOrders
from support_plugin.answers.skills.built_in.products import Comparison, ProductDetails, StockAndPrice
from support_plugin.answers.skills.built_in.shipping import DeliveryTime, FreeShipping, ShippingCost
from support_plugin.answers.skills.built_in.shop import OpeningHours, ReturnsPolicy, WaysToPay
from support_plugin.answers.skills.built_in.vouchers import VoucherCheck
from support_plugin.answers.skills.registry import register

for skill in (
    OwnOrders,
    OpeningHours,
    ReturnsPolicy,
    WaysToPay,
    ProductDetails,
    StockAndPrice,
    Comparison,
    VoucherCheck,
    FreeShipping,
    DeliveryTime,
    ShippingCost,
    ShippingOfferSkill,
):
    register(skill())
