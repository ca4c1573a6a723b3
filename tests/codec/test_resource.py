"""Where spec/ is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from m2m_ref import resource
from m2m_ref.resource import spec_path

CHECKOUT = Path(__file__).resolve().parents[2]


def test_a_checkout_has_its_own() -> None:
    assert spec_path("frame.yaml") == CHECKOUT / "spec" / "frame.yaml"


def test_an_installed_package_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, beside = tmp_path / "m2m_ref" / "spec", tmp_path / "spec"
    for place in (inside, beside):
        place.mkdir(parents=True)
        (place / "a.yaml").touch()
    (beside / "b.yaml").touch()
    monkeypatch.setattr(resource, "_PLACES", (inside, beside))
    assert spec_path("a.yaml") == inside / "a.yaml"
    assert spec_path("b.yaml") == beside / "b.yaml"


@pytest.mark.parametrize("name", ["no-such-file.yaml", "", "."])
def test_a_missing_file_is_named(name: str) -> None:
    with pytest.raises(FileNotFoundError, match=r"spec.*install m2m-conformance again"):
        spec_path(name)
