import tomllib

import pytest

from saovang import __version__
from tests.portal import ROOT


def test_version_matches_pyproject():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__


@pytest.mark.django_db
def test_footer_shows_version_to_staff_only(client, admin_client):
    footer = f'<p class="sv-version">Sao Vàng {__version__}</p>'
    assert footer in admin_client.get("/quan-tri/").content.decode()
    assert __version__ not in client.get("/quan-tri/login/").content.decode()
