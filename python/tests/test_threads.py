"""Long calls let other threads run, and end at Ctrl-C."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest

import uslkit


def interrupted_after(root, call, seconds=0.5):
    """Runs `call` in a process of its own, sends SIGINT, and tells how long it took to end."""
    code = textwrap.dedent(f"""
        import signal
        import uslkit
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
        print("begun", flush=True)
        try:
            {call}
            print("ended", flush=True)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
        # Nothing is broken: the next call works.
        print(uslkit.fit([1, 2, 4, 8], [100, 190, 340, 540]).usability, flush=True)
    """)
    process = subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE,
                               text=True)
    assert process.stdout.readline() == "begun\n"
    time.sleep(seconds)
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    said = process.stdout.readline().strip()
    took = time.monotonic() - sent
    rest = process.stdout.read()
    assert process.wait() == 0
    return said, took, rest


@pytest.mark.parametrize("call", [
    "uslkit.simulate('scenarios/mm1.json', duration='20h')",
    "uslkit.sweep('scenarios/mm1.json', '/ingress/nodes=1..4', duration='20h')",
    "uslkit.fit('data/cisco_mysql.csv', bootstrap='residual', draws=1_000_000)",
    "uslkit.size('requests/black_friday.json', draws=10_000_000)",
])
def test_ctrl_c_ends_a_long_call(root, call):
    said, took, rest = interrupted_after(root, call)
    assert said == "interrupted"
    assert took < 1.0  # a tick is 50 ms; the rest is for a busy machine
    assert rest.strip()  # the next call worked


def test_other_threads_run_meanwhile(root):
    counted = 0
    done = threading.Event()

    def work():
        uslkit.fit("data/cisco_mysql.csv", bootstrap="residual", draws=500_000)
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    while not done.wait(0.002):
        counted += 1
    worker.join()
    assert counted > 5


def test_two_threads_get_the_same_bits(root):
    texts = []

    def work():
        texts.append(uslkit.simulate("scenarios/hello.json").to_json())

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(set(texts)) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_handler_that_does_not_raise_lets_the_work_go_on(root):
    seen = []
    before = signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
    timer = threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGUSR1))
    timer.start()
    try:
        fit = uslkit.fit("data/cisco_mysql.csv", bootstrap="residual", draws=400_000)
    finally:
        timer.join()
        signal.signal(signal.SIGUSR1, before)
    assert seen == [signal.SIGUSR1]
    assert fit.usability
