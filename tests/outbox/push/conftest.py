from tests.helpers.push_service import certificate, push_keys, push_service  # noqa: F401
