"""Complaints that shipping costs too much are known in many words; of goods, or denied, they are none."""

import pytest

from support_plugin.answers.skills.shipping_complaints import is_shipping_too_dear


@pytest.mark.parametrize(
    "text",
    [
        "پول پیک چقده؟",
        "این چای خیلی گرونه",
        "این چای خیلی گرونه، ارسال چقدر طول می‌کشه؟",
        "ارسالتون گرون نیست",
        "كم تكلفة التوصيل؟",
        "هذا الشاي غالي",
        "التوصيل مش غالي",
        "how much is shipping?",
        "is delivery free for a sofa since it is expensive?",
        "shipping is not too expensive",
        "the tea is too expensive",
    ],
)
def test_goods_that_are_dear_and_denials_are_no_complaint(text):
    assert not is_shipping_too_dear(text)


@pytest.mark.parametrize(
    "text",
    [
        "کرایه پستتون زیاده",
        "با این هزینه پیک نمی‌صرفه",
        "الشحن مرتفع",
        "تكلفة الشحن باهظة",
        "postage is ridiculous",
        "the delivery cost puts me off",
        "why is the shipping so expensive??",
    ],
)
def test_a_complaint_is_known_in_many_words(text):
    assert is_shipping_too_dear(text)
