"""A user with next to nothing: what Django asks for, and an e-mail address for Oscar."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


class MemberManager(BaseUserManager):
    def create_user(self, email=None, password=None, **fields):
        member = self.model(email=self.normalize_email(email), **fields)
        member.set_password(password)
        member.save()
        return member


class Member(AbstractBaseUser, PermissionsMixin):
    """No username, no names, and staff are those of a group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = models.EmailField(unique=True)
    # Oscar sorts its lists by it.
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = MemberManager()
    USERNAME_FIELD = "email"

    @property
    def is_staff(self):
        return self.is_superuser or self.groups.filter(name="staff").exists()
