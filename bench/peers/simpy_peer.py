#!/usr/bin/env python3
"""The two benchmark models in SimPy 3 (Debian: python3-simpy3): a process per request.

    bench/peers/simpy_peer.py tandem|mm1 REQUESTS [SEED]

Prints one line of JSON. Times are in microseconds.
"""
import collections
import json
import random
import sys
import time

import simpy


class Mm1:
    """One server, mean service 1, Poisson arrivals at 0.8."""

    gap = 1 / 0.8

    def __init__(self, env, draws):
        self.env, self.draws = env, draws
        self.server = simpy.Resource(env, capacity=1)
        self.count, self.sum_us = 0, 0.0

    def request(self):
        birth = self.env.now
        with self.server.request() as turn:
            yield turn
            yield self.env.timeout(self.draws.expovariate(1.0))
        self.count += 1
        self.sum_us += self.env.now - birth


class Tandem:
    """Ingress, 32 partitions with a batch consumer each, 8 connections of a database."""

    gap = 10.0

    def __init__(self, env, draws):
        self.env, self.draws = env, draws
        self.ingress = simpy.Resource(env, capacity=1)
        self.database = simpy.Resource(env, capacity=8)
        self.waiting = [collections.deque() for _ in range(32)]
        self.idle = [None] * 32  # the event that wakes a consumer
        self.count, self.sum_us = 0, 0.0
        for partition in range(32):
            env.process(self.consumer(partition))

    def request(self):
        birth = self.env.now
        with self.ingress.request() as turn:
            yield turn
            yield self.env.timeout(self.draws.expovariate(1 / 8))
        partition = self.draws.randrange(32)
        self.waiting[partition].append(birth)
        if self.idle[partition] is not None:
            wake, self.idle[partition] = self.idle[partition], None
            wake.succeed()

    def consumer(self, partition):
        waiting = self.waiting[partition]
        while True:
            if not waiting:
                self.idle[partition] = self.env.event()
                yield self.idle[partition]
            batch = [waiting.popleft() for _ in range(min(len(waiting), 16))]
            yield self.env.timeout(400 + 20 * len(batch))
            for birth in batch:
                self.env.process(self.write(birth))

    def write(self, birth):
        with self.database.request() as turn:
            yield turn
            yield self.env.timeout(self.draws.expovariate(1 / 64))
        self.count += 1
        self.sum_us += self.env.now - birth


def arrivals(env, draws, model, requests):
    for _ in range(requests):
        yield env.timeout(draws.expovariate(1 / model.gap))
        env.process(model.request())


def main():
    name, requests = sys.argv[1], int(sys.argv[2])
    draws = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    env = simpy.Environment()
    model = {"mm1": Mm1, "tandem": Tandem}[name](env, draws)
    begun = time.process_time()
    env.process(arrivals(env, draws, model, requests))
    env.run()
    cpu_s = time.process_time() - begun
    print(json.dumps({"model": name, "requests": model.count, "cpu_s": round(cpu_s, 6),
                      "requests_per_s": round(model.count / cpu_s),
                      "mean_us": round(model.sum_us / model.count, 4)}))


main()
