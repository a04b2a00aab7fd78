"""What shoppers are shown about the model."""

from django.utils.translation import gettext_lazy as _

# To be shown by the assistant where a model is on (``compose.is_on``), before its first answer.
NOTICE = _(
    "For short answers, your question goes to a language service, without names, numbers and addresses as "
    "far as a program finds them. It only picks sentences from our help centre."
)
