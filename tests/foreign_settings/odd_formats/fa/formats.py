"""Formats that a shop has made for itself."""

DATE_FORMAT = "Y.m.d"
TIME_FORMAT = "H.i"
DATETIME_FORMAT = "Y.m.d H.i"
SHORT_DATE_FORMAT = "Y.m.d"
DATE_INPUT_FORMATS = ["%Y.%m.%d"]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 2
