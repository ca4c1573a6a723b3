"""`python -m m2m_conformance`."""

from m2m_conformance.cli import main

raise SystemExit(main())
