"""Iran's 31 provinces, by ISO 3166-2 code (as of 2020), each by its name in the shop's languages."""

from django.utils.translation import get_language

TEHRAN = "IR-23"

# code: (Persian, Arabic, English)
PROVINCES = {
    "IR-03": ("آذربایجان شرقی", "أذربيجان الشرقية", "East Azerbaijan"),
    "IR-04": ("آذربایجان غربی", "أذربيجان الغربية", "West Azerbaijan"),
    "IR-24": ("اردبیل", "أردبيل", "Ardabil"),
    "IR-10": ("اصفهان", "أصفهان", "Isfahan"),
    "IR-30": ("البرز", "ألبرز", "Alborz"),
    "IR-16": ("ایلام", "إيلام", "Ilam"),
    "IR-18": ("بوشهر", "بوشهر", "Bushehr"),
    "IR-23": ("تهران", "طهران", "Tehran"),
    "IR-14": ("چهارمحال و بختیاری", "تشهارمحال وبختياري", "Chaharmahal and Bakhtiari"),
    "IR-29": ("خراسان جنوبی", "خراسان الجنوبية", "South Khorasan"),
    "IR-09": ("خراسان رضوی", "خراسان الرضوية", "Razavi Khorasan"),
    "IR-28": ("خراسان شمالی", "خراسان الشمالية", "North Khorasan"),
    "IR-06": ("خوزستان", "خوزستان", "Khuzestan"),
    "IR-19": ("زنجان", "زنجان", "Zanjan"),
    "IR-20": ("سمنان", "سمنان", "Semnan"),
    "IR-11": ("سیستان و بلوچستان", "سيستان وبلوشستان", "Sistan and Baluchestan"),
    "IR-07": ("فارس", "فارس", "Fars"),
    "IR-26": ("قزوین", "قزوين", "Qazvin"),
    "IR-25": ("قم", "قم", "Qom"),
    "IR-12": ("کردستان", "كردستان", "Kurdistan"),
    "IR-08": ("کرمان", "كرمان", "Kerman"),
    "IR-05": ("کرمانشاه", "كرمانشاه", "Kermanshah"),
    "IR-17": ("کهگیلویه و بویراحمد", "كهكيلويه وبوير أحمد", "Kohgiluyeh and Boyer-Ahmad"),
    "IR-27": ("گلستان", "غلستان", "Golestan"),
    "IR-01": ("گیلان", "غيلان", "Gilan"),
    "IR-15": ("لرستان", "لرستان", "Lorestan"),
    "IR-02": ("مازندران", "مازندران", "Mazandaran"),
    "IR-00": ("مرکزی", "مركزي", "Markazi"),
    "IR-22": ("هرمزگان", "هرمزغان", "Hormozgan"),
    "IR-13": ("همدان", "همدان", "Hamadan"),
    "IR-21": ("یزد", "يزد", "Yazd"),
}
_COLUMNS = {"fa": 0, "ar": 1}


def name_province(code: str) -> str:
    """Return the province's name in the active language; what is no known code comes back unchanged."""
    names = PROVINCES.get(code)
    return names[_COLUMNS.get((get_language() or "")[:2], 2)] if names else code


def list_provinces() -> list[tuple[str, str]]:
    """Return (code, name) of every province, sorted by the Persian alphabet as in any Iranian form."""
    return [(code, name_province(code)) for code in PROVINCES]
