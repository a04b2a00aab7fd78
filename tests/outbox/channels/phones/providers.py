"""The providers, as far as their documentation describes them; the modules under test name its pages."""

import json
import re
from typing import Any
from urllib.parse import unquote

KEY = "k3y-of-the-shop/+"
ACCOUNT, TOKEN = "AC0123456789abcdef0123456789abcdef", "t0ken-of-the-shop"
PHONE_NUMBER_ID = "106540352242922"
LINE, NAME, SERVICE = "10004346", "SHOP-AD", "MG0123456789abcdef0123456789abcdef"
# The template of each, and what it takes.
LOOKUP, VERIFY, CONTENT, META = "cart", "123456", "HX0123456789abcdef0123456789abcdef", "cart_left"


def kavenegar(request: Any) -> tuple[int, Any]:
    def say(code: int, message: str, entries: Any = None) -> tuple[int, Any]:
        return code, {"return": {"status": code, "message": message}, "entries": entries}

    _empty, _version, key, *method = request.path.removesuffix(".json").split("/")
    form = request.form
    if unquote(key) != KEY:
        return say(403, f"کد شناسائی API-Key معتبر نمیباشد {unquote(key)}")
    receptor = form.get("receptor", "")
    if not re.fullmatch(r"09\d{9}|00[1-9]\d+", receptor):
        return say(411, f"دریافت کننده نامعتبر است {receptor}")
    if receptor.endswith("418"):
        return say(418, "اعتبار شما کافی نمیباشد")
    if method == ["verify", "lookup"]:
        known = {"receptor", "template", "token", "token2", "token3", "token10", "token20"}
        if form["template"] != LOOKUP:
            return say(424, "الگوی مورد نظر پیدا نشد")
        if not form.get("token") or set(form) - known:
            return say(400, "پارامترها ناقص هستند")
        if any(re.search(r"\s", form.get(name, "")) for name in ("token", "token2", "token3")):
            return say(431, "ساختار کد صحیح نمیباشد")
        message = f"سبد {form['token']}"
    else:
        assert method == ["sms", "send"]
        message = form.get("message", "")
        if form.get("sender", LINE) != LINE:
            return say(412, "ارسال کننده نامعتبر است")
        if not message or len(message) > 900:
            return say(413, "پیام خالی است و یا طول پیام بیش از حد مجاز میباشد")
    status = 14 if receptor.endswith("014") else 1
    entry = {"messageid": 8792343, "message": message, "status": status, "receptor": receptor, "cost": 120}
    return say(200, "تایید شد", [entry])


def sms_ir(request: Any) -> tuple[int, Any]:
    def say(http: int, code: int, message: str, data: Any = None) -> tuple[int, Any]:
        return http, {"status": code, "message": message, "data": data}

    if request.headers.get("x-api-key") != KEY:
        return say(401, 10, f"کلید وب سرویس نامعتبر است {request.headers.get('x-api-key')}")
    content = request.json
    is_template = request.path == "/v1/send/verify"
    [mobile] = [content["mobile"]] if is_template else content["mobiles"]
    if not re.fullmatch(r"09\d{9}", mobile):
        return say(400, 104, f"موبایل(ها) نامعتبر است {mobile}")
    if mobile.endswith("115"):
        return say(400, 115, "موبایل(ها) در لیست سیاه است")
    if mobile.endswith("102"):
        return say(400, 102, "اعتبار کافی نمی‌باشد")
    if is_template:
        if content["templateId"] != int(VERIFY):
            return say(400, 113, "قالب یافت نشد")
        if any(len(one["value"]) > 25 for one in content["parameters"]):
            return say(400, 114, "طول رشته مقدار پارامتر، بیش از حد مجاز است")
        return say(200, 1, "موفق", {"messageId": 89545112, "cost": 1.0})
    assert request.path == "/v1/send/bulk"
    if content["lineNumber"] != int(LINE):
        return say(400, 101, "خط ارسال کننده نامعتبر است")
    ids = [0] if mobile.endswith("007") else [None] if mobile.endswith("008") else [86522023]
    return say(200, 1, "موفق", {"packId": "2b99e63c", "messageIds": ids, "cost": 2.0})


TWILIO = {
    "211": (400, 21211, "The 'To' number is not a valid phone number."),
    "610": (400, 21610, "Attempt to send to unsubscribed recipient"),
    "614": (400, 21614, "'To' number is not a valid mobile number"),
    "635": (400, 21635, "'To' number cannot be a landline"),
    "612": (400, 21612, "The 'To' phone number is not currently reachable via SMS."),
    "408": (400, 21408, "Permission to send an SMS has not been enabled for the region"),
    "608": (400, 21608, "The 'to' phone number provided is not yet verified for this account."),
    "429": (429, 20429, "Too many requests"),
}


def twilio(request: Any) -> tuple[int, Any]:
    def say(status: int, code: int, message: str) -> tuple[int, Any]:
        more = f"https://www.twilio.com/docs/errors/{code}"
        return status, {"code": code, "message": message, "more_info": more, "status": status}

    assert request.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    if request.basic not in (f"{ACCOUNT}:{TOKEN}", f"SK01:{TOKEN}"):
        return say(401, 20003, f"Authentication Error - invalid username {request.basic}")
    form = request.form
    to = form["To"].removeprefix("whatsapp:")
    assert re.fullmatch(r"\+[1-9]\d{6,14}", to)
    if to[-3:] in TWILIO:
        status, code, message = TWILIO[to[-3:]]
        return say(status, code, f"{message} {to}")
    if not form.get("From") and not form.get("MessagingServiceSid"):
        return say(400, 21603, "A 'From' phone number is required.")
    if "ContentSid" in form:
        if form["ContentSid"] != CONTENT:
            return say(400, 21655, "The ContentSid is invalid")
        variables = json.loads(form.get("ContentVariables", "{}"))
        body = f"Cart {variables.get('1', '')}"
    else:
        body = form.get("Body", "")
        if not body:
            return say(400, 21602, "Message body is required.")
        if len(body) > 1600:
            return say(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    is_failed = to.endswith("999")
    return 201, {
        "sid": "SM0123456789abcdef0123456789abcdef",
        "status": "failed" if is_failed else "queued",
        "error_code": 21211 if is_failed else None,
        "num_segments": "0" if "MessagingServiceSid" in form else "1",
        "price": "-0.00750" if to.endswith("750") else None,
        "price_unit": "USD",
        "to": form["To"],
        "body": body,
    }


UNIFONIC = {
    "001": ("ER-01", "No rate found or insufficient funds"),
    "003": ("ER-03", "Dest num is too long"),
    "004": ("ER-04", "Dest num is too short"),
    "005": ("ER-05", "No route found for the destination number"),
    "007": ("ER-07", "Message filtered"),
    "008": ("ER-08", "Invalid SenderID"),
    "009": ("ER-09", "Duplicated message"),
}


def unifonic(request: Any) -> tuple[int, Any]:
    def say(code: str, message: str, status: int = 200) -> tuple[int, Any]:
        return status, {"success": False, "message": message, "errorCode": code, "data": {}}

    form = request.form
    if form.get("AppSid") != KEY:
        return 401, {"success": False, "message": f"Authentication failed {form.get('AppSid')}"}
    recipient = form["Recipient"]
    assert form["responseType"] == "JSON"
    if not re.fullmatch(r"[1-9]\d+", recipient):
        return 410, {"success": False, "message": "Invalid recipient format"}
    if recipient[-3:] in UNIFONIC:
        return say(*UNIFONIC[recipient[-3:]])
    if not form.get("Body"):
        return say("ER-06", "Invalid or empty message body")
    data = {
        "MessageID": 42000348806924,
        "CorrelationID": "",
        "Status": "Rejected" if recipient.endswith("777") else "Sent",
        "NumberOfUnits": 1,
        "Cost": 0.05 if recipient.endswith("050") else 0,
        "Balance": 1,
        "Recipient": recipient,
        "TimeCreated": "2026-09-06 14:06:25.979",
        "CurrencyCode": "SAR" if recipient.endswith("050") else "",
    }
    return 200, {"success": True, "message": "", "errorCode": "ER-00", "data": data}


META_ERRORS = {
    "026": (400, 131026, "Message undeliverable"),
    "050": (400, 131050, "User has stopped marketing messages"),
    "047": (400, 131047, "Re-engagement message"),
    "049": (400, 131049, "Meta chose not to deliver"),
    "056": (400, 131056, "Pair rate limit hit"),
    "016": (503, 131016, "Service unavailable"),
    "100": (500, 131000, "Something went wrong"),
    "042": (400, 131042, "Business eligibility payment issue"),
}


def meta(request: Any) -> tuple[int, Any]:
    def say(status: int, code: int, message: str, details: str = "") -> tuple[int, Any]:
        data = {"messaging_product": "whatsapp", "details": details}
        error = {
            "message": f"(#{code}) {message}",
            "type": "OAuthException",
            "code": code,
            "error_data": data,
        }
        return status, {"error": error}

    assert re.fullmatch(rf"/v\d+\.\d/{PHONE_NUMBER_ID}/messages", request.path)
    token = request.headers.get("authorization", "")
    if token != f"Bearer {TOKEN}":
        return say(401, 190, f"Error validating access token {token}")
    content = request.json
    assert content["messaging_product"] == "whatsapp"
    to = content["to"].removeprefix("+")
    if to[-3:] in META_ERRORS:
        return say(*META_ERRORS[to[-3:]], f"to {to}")
    if content["type"] == "template":
        template = content["template"]
        if template["name"] != META or template["language"]["code"] not in ("fa", "ar", "en_GB", "en_US"):
            return say(404, 132001, "Template name does not exist in the translation")
        for component in template["components"]:
            for one in component["parameters"]:
                if re.search(r"[\n\t]| {5}", one["text"]):
                    return say(400, 132018, "Param text cannot have new-line/tab characters")
    else:
        assert content["text"]["body"]
    contacts = [{"input": content["to"], "wa_id": to}]
    return 200, {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": "wamid.HBgL"}]}


# By the beginning of an address.
PATHS = {
    "/v1/send/": sms_ir,
    "/v1/": kavenegar,
    "/2010-04-01/": twilio,
    "/rest/SMS/messages": unifonic,
    "/v23.0/": meta,
}
