"""What all tests share: a cache of their own, so that they neither use nor leave anything in the user's; no
colours but where a test wants them.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

# What is started by nohup, or in the background of a script, is born deaf to these, and so are its children,
# which the tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is for M2M_SLOW=1 (CONTRIBUTING.md)."""
    if not os.environ.get("M2M_SLOW"):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="takes long; M2M_SLOW=1 runs it"))


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("FORCE_COLOR", raising=False)
        yield
