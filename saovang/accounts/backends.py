from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from saovang.accounts.models import User


class PasswordBackend(ModelBackend):
    """Authenticate by username and password. An unknown username takes as long as a wrong password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: object
    ) -> User | None:
        if username is None or password is None:
            return None
        # An account without a password hashes as often as any other.
        user = User.objects.filter(username=User.normalize_username(username)).first() or User()
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
