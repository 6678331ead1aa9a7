from ipaddress import ip_network

import pytest

from saovang.core.http import get_client_ip

PROXY, RESIDENT, OTHER = "127.0.0.1", "203.0.113.7", "198.51.100.1"


@pytest.mark.parametrize(
    ("connection", "header", "address"),
    [
        (RESIDENT, "", RESIDENT),
        (RESIDENT, OTHER, RESIDENT),  # said by nobody whom we trust
        (PROXY, RESIDENT, RESIDENT),
        ("", RESIDENT, RESIDENT),  # a Unix socket
        (PROXY, f"{OTHER}, {RESIDENT}", RESIDENT),  # the first was written by the resident
        (PROXY, f"{OTHER}, {RESIDENT}, 10.1.2.3", RESIDENT),  # two proxies
        (PROXY, f"{RESIDENT}, ::1", RESIDENT),
        (PROXY, "x' OR 1=1", PROXY),
        (PROXY, f"{RESIDENT}, unknown", PROXY),
        (PROXY, "", PROXY),
        ("2001:db8::9", OTHER, "2001:db8::9"),
    ],
)
def test_a_proxy_is_believed_and_nobody_else(rf, settings, connection, header, address):
    settings.TRUSTED_PROXIES = [ip_network(text) for text in ("127.0.0.1", "::1", "10.0.0.0/8")]
    request = rf.get("/", REMOTE_ADDR=connection, headers={"X-Forwarded-For": header})
    assert get_client_ip(request) == address
