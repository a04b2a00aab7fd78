"""The least that Django and Oscar accept as a user."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone


class PersonManager(BaseUserManager):
    """Makes people by their e-mail address."""

    def create_user(self, email, password=None, **fields):
        """Return a new person."""
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """No username, no first and last name, no get_full_name()."""

    email = models.EmailField(unique=True)
    nickname = models.CharField(max_length=40, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = PersonManager()
    USERNAME_FIELD = "email"

    def __str__(self):
        return self.email
