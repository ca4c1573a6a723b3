"""How long a live run takes: the vectors that a server is asked, over keep-alive connections on loopback.

    python -m bench.live [--rounds N] [--profile P]

run       the cases of other areas that the binding carries, one request for each step, without the area
          limit, most of whose time is that of bodies of 16 MiB
bare      the same requests by the same client, their answers not looked at

Both against `m2m-conformance serve` in a process of its own, in turn. Seconds are medians.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from statistics import median
from unittest.mock import patch

from bench.ratio import ratio, seconds
from m2m_conformance.case import Case, of_profile
from m2m_conformance.http.address import Address
from m2m_conformance.http.channel import HttpChannel
from m2m_conformance.http.client import Client
from m2m_conformance.http.message import Answer, Request
from m2m_conformance.http.source import HttpCorpus
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.runner import Observer, Runner
from m2m_conformance.serve.child import serving
from m2m_conformance.target import Target
from m2m_conformance.vector import load_cases
from m2m_ref.profile import Profile

AREAS = ("brotli", "engine", "frame", "security", "token")


def run(url: str, source: HttpCorpus, cases: Sequence[Case], profile: Profile) -> None:
    target = Target(HttpChannel(Address.of(url), None), profile)
    assert Runner(target, cases, Observer(), judge=source.judge).run().passed


def recorded(url: str, source: HttpCorpus, cases: Sequence[Case], profile: Profile) -> list[Request]:
    """The requests of a run."""
    requests: list[Request] = []
    ask = Client.ask

    def recording(client: Client, request: Request) -> Answer:
        requests.append(request)
        return ask(client, request)

    with patch.object(Client, "ask", recording):
        run(url, source, cases, profile)
    return requests


def bare(url: str, requests: Sequence[Request]) -> None:
    client = Client(Address.of(url), 10)
    for request in requests:
        client.ask(request)
    client.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--profile", choices=("core", "strict"), default="core")
    options = parser.parse_args()
    profile = Profile(options.profile)
    every = load_cases(vectors_path(), load_requirements())
    source = HttpCorpus(of_profile(every, profile, advisory=False))
    cases = [case for case in source.cases if case.area in AREAS]
    with serving("--profile", profile.value) as server:
        url = server.url
        requests = recorded(url, source, cases, profile)
        pairs = [
            (seconds(lambda: run(url, source, cases, profile), 1), seconds(lambda: bare(url, requests), 1))
            for _ in range(options.rounds)
        ]
    own, other = zip(*pairs, strict=True)
    print(f"{len(cases)} cases, {len(requests)} requests")
    print(f"run   {median(own):6.2f} s  {len(cases) / median(own):7.0f} cases/s")
    print(f"bare  {median(other):6.2f} s  {len(requests) / median(other):7.0f} requests/s")
    print(f"run ÷ bare = {ratio(own, other):.2f}")


if __name__ == "__main__":
    main()
