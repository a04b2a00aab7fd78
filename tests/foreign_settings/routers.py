"""A shop with a read replica."""


class LaggingReplica:
    """The app's tables are read from a copy that lags far behind; Oscar's own from the primary."""

    def db_for_read(self, model, **hints):
        return "replica" if model._meta.app_label == "support_plugin" else "default"

    def db_for_write(self, model, **hints):
        return "default"

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == "default"
