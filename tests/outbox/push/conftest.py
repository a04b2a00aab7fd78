from tests.push_service import certificate, push_keys, push_service  # noqa: F401
