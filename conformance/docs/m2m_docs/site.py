"""All pages that are generated or included."""

from __future__ import annotations

from m2m_conformance.cli import parser
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.vector import load_files
from m2m_docs.api import api_pages
from m2m_docs.case import case_pages
from m2m_docs.command import command_pages
from m2m_docs.include import Links, documents
from m2m_docs.model import model_page
from m2m_docs.page import Page
from m2m_docs.requirement import requirement_pages
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile


def pages(links: Links) -> list[Page]:
    """The pages, those of a folder in the order in which they are to be read."""
    requirements = load_requirements()
    files = load_files(vectors_path(), requirements)
    cases = [case for file in files for case in file.cases()]
    models = [profile_model(profile) for profile in Profile]
    return [
        *documents(links),
        *(model_page(model, requirements) for model in models),
        *requirement_pages(requirements, cases, models),
        *case_pages(files, requirements),
        *command_pages(parser()),
        *api_pages(),
    ]
