import pytest


@pytest.fixture(autouse=True)
def mail_server(settings):
    """Set up e-mail, which Django's test environment then keeps in `mail.outbox`."""
    settings.EMAIL_URL, settings.DEFAULT_FROM_EMAIL = "smtp://127.0.0.1", "cong@xa.example.vn"
    settings.ALLOWED_HOSTS, settings.HTTPS = [".xa.example.vn", "testserver"], True
