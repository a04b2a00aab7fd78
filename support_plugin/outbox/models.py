import uuid
from django.db import models
class Event(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=200, unique=True)
    stream = models.CharField(max_length=200)
    kind = models.CharField(max_length=50)
    data = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    class Meta:
        app_label = "support_plugin"
