"""Fuzzing of everything that reads what others sent: `python -m tests.fuzz --list`.

`reader` says what is read and what must hold of it, `layer` how to get behind checksums and encodings, `edit`
how bytes are damaged, `corpus` what it begins with. `target` is one fuzzing process under atheris, `campaign`
runs such processes and counts. tests/test_hostile.py holds the same readers to the same with Hypothesis.
"""
