"""Where what is bought goes to."""

# Typed as Persian shoppers type: Oscar itself takes neither these digits nor a postcode without a dash.
TEHRAN_ADDRESS = {
    "first_name": "نگار",
    "last_name": "رضایی",
    "line1": "خیابان انقلاب، پلاک ۱۲",
    "line4": "تهران",
    "state": "IR-23",
    "postcode": "۱۴۱۷۶۱۳۱۵۱",
    "country": "IR",
    "phone_number": "۰۹۱۲۳۴۵۶۷۸۹",
}
ISFAHAN_ADDRESS = {
    **TEHRAN_ADDRESS,
    "line1": "خیابان چهارباغ، پلاک ۳",
    "line4": "اصفهان",
    "state": "IR-10",
    "postcode": "۸۱۳۸۸۴۳۱۱۱",
}
# In Latin letters and digits only, and taken by Oscar alone.
DUBAI_ADDRESS = {
    "first_name": "Amal",
    "last_name": "Nasser",
    "line1": "1 Creek Road",
    "line4": "Dubai",
    "postcode": "00000",
    "country": "AE",
}
# What guests type into the form in a browser, by its language: in their own letters and digits. The country
# and the province are chosen from lists.
TYPED_ADDRESSES = {
    "fa": {
        "first_name": "گلناز",
        "last_name": "مرادی",
        "line1": "خیابان بهار ۱۲",
        "line4": "تهران",
        "postcode": "۱۴۱۷۶۱۳۱۵۱",
        "phone_number": "۰۹۱۲۳۴۵۶۷۸۹",
    },
    "ar": {
        "first_name": "نور",
        "last_name": "الحسيني",
        "line1": "شارع الربيع، رقم ١٢",
        "line4": "طهران",
        "postcode": "١٤١٧٦١٣١٥١",
        "phone_number": "٠٩١٢٣٤٥٦٧٨٩",
    },
}
