# Completion of so-tui for bash, from 4.4 on.
_so_tui_completion() {
    local - IFS=$'\n'
    local -a answer
    set -f
    answer=($(_SO_TUI_LINE=${COMP_LINE:0:COMP_POINT} _SO_TUI_BREAKS=$COMP_WORDBREAKS \
        _SO_TUI_COMPLETE=bash_complete "${1/#\~/$HOME}" </dev/null 2>/dev/null))
    COMPREPLY=("${answer[@]:1}")
    case ${answer[0]-} in
        part) compopt -o nospace ;;
        file) compopt -o default ;;
    esac
}

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then
    complete -o nosort -F _so_tui_completion so-tui
fi
