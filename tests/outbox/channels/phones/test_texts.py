"""What an SMS can carry."""

import pytest

from support_plugin.outbox.channels.phones.texts import local_number, plain_for_sms
from support_plugin.text.bidi import isolate, isolate_code

pytestmark = pytest.mark.any_database


def test_no_control_of_direction_reaches_an_old_phone():
    shown = f"سبد {isolate('iPhone')} {isolate_code('۲-۳')}\u200e\u200f\u061c"
    shown += " به\u00a0قیمت ۲۵۰٬۰۰۰\u202fتومان\r\nبیایید"
    assert plain_for_sms(shown) == "سبد iPhone ۲-۳ به قیمت ۲۵۰٬۰۰۰ تومان\nبیایید"


def test_persian_keeps_its_joiners():
    assert plain_for_sms("می\u200cخواهید") == "می\u200cخواهید"


def test_irans_panels_get_numbers_as_they_are_dialled_there():
    assert local_number("+989121234567") == "09121234567"
    assert local_number("+966501234567") == "00966501234567"
