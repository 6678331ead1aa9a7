from ipaddress import ip_network

import pytest

from saovang.core.http import get_client_ip

PROXY, RESIDENT, OTHER = "127.0.0.1", "203.0.113.7", "198.51.100.1"


@pytest.mark.parametrize(
    ("remote_addr", "header", "client_ip"),
    [
        (RESIDENT, "", RESIDENT),
        (RESIDENT, OTHER, RESIDENT),  # not from a trusted proxy
        (PROXY, RESIDENT, RESIDENT),
        ("", RESIDENT, RESIDENT),  # a Unix socket
        (PROXY, f"{OTHER}, {RESIDENT}", RESIDENT),  # the client wrote the first one
        (PROXY, f"{OTHER}, {RESIDENT}, 10.1.2.3", RESIDENT),  # two proxies
        (PROXY, f"{RESIDENT}, ::1", RESIDENT),
        (PROXY, "x' OR 1=1", PROXY),
        (PROXY, f"{RESIDENT}, unknown", PROXY),
        (PROXY, "", PROXY),
        ("2001:db8::9", OTHER, "2001:db8::9"),
    ],
)
def test_get_client_ip_trusts_proxies_only(rf, settings, remote_addr, header, client_ip):
    settings.TRUSTED_PROXIES = [ip_network(text) for text in ("127.0.0.1", "::1", "10.0.0.0/8")]
    request = rf.get("/", REMOTE_ADDR=remote_addr, headers={"X-Forwarded-For": header})
    assert get_client_ip(request) == client_ip
