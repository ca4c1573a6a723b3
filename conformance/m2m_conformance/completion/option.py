"""The options of `m2m-conformance completion`."""

from __future__ import annotations

from m2m_conformance.usage import Commands, add_command

SHELLS = ("bash", "zsh", "fish")

_NOTES = """\
where to put it:
  bash  into ~/.bashrc:
          source <(m2m-conformance completion bash)
        or, which starts a shell faster, once, if bash-completion is installed:
          m2m-conformance completion bash \\
            > ~/.local/share/bash-completion/completions/m2m-conformance
  zsh   into ~/.zshrc, behind the line with compinit:
          eval "$(m2m-conformance completion zsh)"
  fish  once:
          m2m-conformance completion fish \\
            > ~/.config/fish/completions/m2m-conformance.fish
  What was kept in a file is to be written anew when this program is updated.
"""


def add_completion(commands: Commands) -> None:
    """Add the command `completion`."""
    completion = add_command(
        commands,
        "completion",
        summary="print the script by which a shell completes this command",
        description="Prints a script for a shell, which completes commands, options, choices and names "
        "of files from then on.",
        examples=(("try it in this shell", "source <(m2m-conformance completion bash)"),),
        notes=_NOTES,
    )
    completion.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))
