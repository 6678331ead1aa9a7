from ipaddress import ip_network

import pytest

from saovang.core.http import get_client_ip

PROXY, RESIDENT, OTHER = "127.0.0.1", "203.0.113.7", "198.51.100.1"


@pytest.mark.parametrize(
    ("connection", "header", "address"),
    [
        (RESIDENT, "", RESIDENT),
        (RESIDENT, OTHER, RESIDENT),  # header from an untrusted client
        (PROXY, RESIDENT, RESIDENT),
        ("", RESIDENT, RESIDENT),  # a Unix socket
        (PROXY, f"{OTHER}, {RESIDENT}", RESIDENT),  # the first was written by the resident
        (PROXY, f"{OTHER}, {RESIDENT}, 10.1.2.3", RESIDENT),  # two proxies
        (PROXY, f"{RESIDENT}, ::1", RESIDENT),
        (PROXY, "x' OR 1=1", PROXY),
        (PROXY, f"{RESIDENT}, unknown", PROXY),
        (PROXY, "", PROXY),
        ("2001:db8::9", OTHER, "2001:db8::9"),
        (PROXY, f"{RESIDENT}:50123", RESIDENT),
        (PROXY, f'"{RESIDENT}:50123"', RESIDENT),
        (PROXY, "2001:db8::7", "2001:db8::7"),
        (PROXY, "[2001:db8::7]", "2001:db8::7"),
        (PROXY, '"[2001:db8::7]:443"', "2001:db8::7"),
        (PROXY, "2001:DB8:0::7", "2001:db8::7"),
        (PROXY, "fe80::7%eth0", "fe80::7"),
        (PROXY, "[fe80::7%25eth0]:443", "fe80::7"),
        (PROXY, f"::ffff:{RESIDENT}", RESIDENT),
        (f"::ffff:{PROXY}", RESIDENT, RESIDENT),  # a server that listens on IPv6 and IPv4
        (PROXY, f"{OTHER}:1, {RESIDENT}:2, [::1]:3, 10.1.2.3:4", RESIDENT),
        (PROXY, f"{RESIDENT}, ,", RESIDENT),
        (PROXY, f"{RESIDENT}, [10.1.2.3", PROXY),
        (PROXY, f"{RESIDENT}, 2001:db8::7:443:1:2:3:4:5", PROXY),
        (PROXY, f"{RESIDENT}, _hidden", PROXY),
    ],
)
def test_get_client_ip_trusts_proxies_only(rf, settings, connection, header, address):
    settings.TRUSTED_PROXIES = [ip_network(text) for text in ("127.0.0.1", "::1", "10.0.0.0/8")]
    request = rf.get("/", REMOTE_ADDR=connection, headers={"X-Forwarded-For": header})
    assert get_client_ip(request) == address


@pytest.mark.parametrize(
    ("connection", "header", "logged"),
    [
        (PROXY, "unknown", True),
        (PROXY, f"{RESIDENT}, x' OR 1=1", True),
        (PROXY, f"unknown, {RESIDENT}:1", False),  # written by the resident
        (RESIDENT, "unknown", False),
        (PROXY, "", False),
        (PROXY, f"[{RESIDENT}]:1", False),
    ],
)
def test_get_client_ip_logs_unreadable_hop(rf, caplog, connection, header, logged):
    get_client_ip(rf.get("/", REMOTE_ADDR=connection, headers={"X-Forwarded-For": header}))
    assert [record.levelname for record in caplog.records] == ["WARNING"] * logged
