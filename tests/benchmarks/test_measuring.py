"""Clocks, tables, the load generator against a server of a few lines, and one engine measured as in `make bench`."""

import json
import os
import socket
from contextlib import contextmanager
from threading import Thread

import pytest

from benchmarks.api.load import LoadError, send_all
from benchmarks.api.signing import Signer
from benchmarks.engine import one
from benchmarks.measure import cpu_seconds, measure_paired, percentile, process_tree, resident_mib
from benchmarks.table import render_table, three_digits, times
from benchmarks.workload import sets
from benchmarks.workload.sets import make_workload

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CLOSING = b"HTTP/1.1 200 OK\r\nConnection: close\r\ncontent-length: 2\r\n\r\nok"


def test_a_pair_is_a_ratio_to_the_yardstick():
    found = measure_paired(lambda _: sum(range(2000)), 10, lambda: 1000.0, seconds=0)
    assert found.pairs >= 3
    assert found.ratio == pytest.approx(found.microseconds, rel=0.5)


def test_percentiles():
    values = [float(value) for value in range(100, 0, -1)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile([7.0], 0.99)) == (51.0, 100.0, 7.0)


def test_a_process_is_counted():
    assert os.getpid() in process_tree(os.getpid())
    assert cpu_seconds([os.getpid()]) > 0
    assert resident_mib() > 5


def test_a_table_is_aligned():
    assert render_table(["a", "long"], [["bc", "1"]]) == "| a  | long |\n|----|-----:|\n| bc |    1 |"
    assert (three_digits(1234.5), three_digits(12.34), three_digits(1.234), times(80.04)) == (
        "1,234",
        "12.3",
        "1.23",
        "80.0x",
    )


@contextmanager
def server(answer):
    """Gives every request the same answer, and disconnects where the test says so."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        seen = []

        def serve():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                Thread(target=talk, args=(connection,), daemon=True).start()

        def talk(connection):
            with connection:
                while data := connection.recv(65536):
                    seen.append(data)
                    connection.sendall(answer)
                    if b"close" in answer:
                        return

        Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1], seen
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.loopback
@pytest.mark.parametrize("answer", [GOOD, CLOSING])
def test_every_request_is_sent_once(answer):
    requests = [b"request %d" % number for number in range(50)]
    with server(answer) as (port, seen):
        load = send_all(port, requests, connections=3)
    assert sorted(seen) == sorted(requests)
    assert len(load.latencies) == 50
    assert load.per_second == pytest.approx(50 / load.seconds)


@pytest.mark.loopback
@pytest.mark.parametrize("answer", [b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_an_answer_that_was_not_asked_for_ends_the_run(answer):
    with server(answer) as (port, _), pytest.raises(LoadError):
        send_all(port, [b"request"], connections=1)


def test_a_signed_request_is_whole():
    request = Signer("AKIAIOSFODNN7EXAMPLE", "secret").sign("GetUser", UserName="ann")
    head, _, body = request.partition(b"\r\n\r\n")
    assert b"Credential=AKIAIOSFODNN7EXAMPLE/" in head
    assert f"Content-Length: {len(body)}".encode() in head
    assert body == b"Action=GetUser&Version=2010-05-08&UserName=ann"


@pytest.mark.parametrize("mode", ["prepared", "from-dict"])
def test_an_engine_is_measured(monkeypatch, tmp_path, capsys, mode):
    monkeypatch.setattr(sets, "REQUESTS", 100)
    monkeypatch.setattr(one, "YARDSTICK_CALLS", 100)
    file = tmp_path / "W1.json"
    file.write_text(json.dumps(make_workload("W1")))
    one.main(["limen", str(file), "--mode", mode, "--seconds", "0"])
    found = json.loads(capsys.readouterr().out)
    assert (found["checked"], found["disagree"], found["requests"]) == (100, 0, 100)
    assert found["ratio"] > 0


def test_a_missing_peer_is_named(tmp_path, capsys):
    file = tmp_path / "W1.json"
    file.write_text("{}")
    one.main(["nobody", str(file)])
    assert "nobody" in json.loads(capsys.readouterr().out)["missing"]
