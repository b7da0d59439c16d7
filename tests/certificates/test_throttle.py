import datetime
import threading

import pytest
from django.db import connection
from django.test import RequestFactory

from certificates import throttle
from certificates.models import LookUp

REQUESTS = RequestFactory()


def from_address(address, **headers):
    return REQUESTS.get("/verify/x/", REMOTE_ADDR=address, **headers)


def test_twenty_a_minute_and_not_one_more(db, time_machine):
    """H01."""
    time_machine.move_to(datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC), tick=False)
    request = from_address("192.0.2.1")

    assert [throttle.take(request).is_spent for _ in range(20)] == [False] * 20
    assert throttle.take(request).wait_seconds == 60
    assert LookUp.objects.count() == 20


def test_it_opens_again_when_the_oldest_is_a_minute_old(db, time_machine):
    start = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
    request = from_address("192.0.2.1")
    for second in range(20):
        time_machine.move_to(start + datetime.timedelta(seconds=second), tick=False)
        throttle.take(request)

    time_machine.move_to(start + datetime.timedelta(seconds=50, milliseconds=300), tick=False)
    assert throttle.take(request).wait_seconds == 10
    time_machine.move_to(start + datetime.timedelta(seconds=60), tick=False)
    assert not throttle.take(request).is_spent
    assert throttle.take(request).wait_seconds == 1


def test_others_are_not_held_up(db):
    """E06."""
    for _ in range(21):
        throttle.take(from_address("192.0.2.1"))

    assert not throttle.take(from_address("192.0.2.2")).is_spent


def test_nothing_older_than_a_minute_is_kept_and_no_address_at_all(db, time_machine):
    """I08: the table holds keyed digests, for a minute."""
    time_machine.move_to(datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC))
    throttle.take(from_address("192.0.2.1"))
    time_machine.move_to(datetime.datetime(2026, 3, 2, 12, 2, tzinfo=datetime.UTC))
    throttle.take(from_address("192.0.2.7"))

    (row,) = LookUp.objects.all()
    assert "192.0.2" not in row.address
    assert len(row.address) == 40


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "1.1.1.1, ", "192.0.2.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, expected):
    """H01, F09: a forged X-Forwarded-For gives no second allowance."""
    settings.TRUSTED_PROXIES = proxies
    request = from_address("192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert throttle.client_address(request) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_one_caller_has_a_whole_64(address, expected):
    """H01."""
    assert throttle.network(address) == expected


@pytest.mark.skipif(connection.vendor != "sqlite", reason="copies an SQLite database to a file")
def test_many_at_once_get_no_more_than_their_share(db, database_file):
    """H01: counting is exact when forty come at the same moment."""
    together, answers = threading.Barrier(40), []

    def caller():
        connection.settings_dict = {**connection.settings_dict, "NAME": str(database_file)}
        together.wait()
        try:
            answers.append(throttle.take(from_address("192.0.2.1")).is_spent)
        finally:
            connection.close()

    threads = [threading.Thread(target=caller) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 40
    assert answers.count(False) <= 20
