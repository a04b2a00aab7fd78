"""The shape of what a shopper says of answers while they are away, as ``shapes``."""

from rest_framework import serializers


class NewReplyAddress(serializers.Serializer):
    """Where answers go while the shopper is away; an account's go to its own address."""

    email = serializers.CharField(allow_blank=True)
