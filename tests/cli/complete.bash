# complete.bash SCRIPT WORD...: what bash offers for the last word, one on a line. It goes about it as readline
# does: it calls what `complete -F` has named, and falls back on names of files where that offers nothing.
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMP_LINE="$*"
COMP_POINT=${#COMP_LINE}
compopt() { :; } # which is for a completion under way only
spec=$(complete -p "$1")
function=${spec#*-F }
"${function%% *}" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
if ((${#COMPREPLY[@]} == 0)) && [[ $spec == *'-o default'* ]]; then
    mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
fi
printf '%s\n' "${COMPREPLY[@]}"
