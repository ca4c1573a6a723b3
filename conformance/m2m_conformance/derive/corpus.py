"""The files of vectors/ that are derived from the model."""

from __future__ import annotations

from collections.abc import Mapping

from m2m_conformance.derive.dump import dump
from m2m_conformance.derive.row import row_file
from m2m_conformance.derive.table import encoding_file, initiator_file, responder_file
from m2m_conformance.requirement import Requirement
from m2m_ref.profile import Profile

COMMENT = "Derived from spec/ by `m2m-conformance vectors derive`; change the model, not this file."
_PREFIX = {Profile.CORE: "", Profile.STRICT: "strict-"}


def derived_files(requirements: Mapping[str, Requirement]) -> dict[str, str]:
    """The YAML text of each derived file, by its path below the folder of vectors."""
    files = {}
    for profile, prefix in _PREFIX.items():
        files[f"session/{prefix}row.yaml"] = row_file(profile, requirements)
        files[f"negotiation/{prefix}responder-table.yaml"] = responder_file(profile)
        files[f"negotiation/{prefix}initiator-table.yaml"] = initiator_file(profile)
        files[f"negotiation/{prefix}encoding-table.yaml"] = encoding_file(profile)
    return {path: dump(document, COMMENT) for path, document in sorted(files.items())}
