"""The tag of all checks of the app: ``manage.py check --tag support_plugin`` runs them alone."""

TAG = "support_plugin"
