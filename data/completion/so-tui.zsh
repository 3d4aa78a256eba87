#compdef so-tui
# Completion of so-tui for zsh.
_so_tui_completion() {
    setopt localoptions norcquotes
    local -a answer words_found shown
    local line
    line="${(j: :)${(@qq)${(@Q)words[1,CURRENT-1]}}} ${(qq)${(Q)PREFIX}}"
    answer=("${(@f)$(_SO_TUI_LINE=$line _SO_TUI_COMPLETE=zsh_complete \
        ${${(Q)words[1]}/#\~/$HOME} </dev/null 2>/dev/null)}")
    if [[ $answer[1] == file ]]; then
        compset -P '-*='
        _files
        return
    fi
    words_found=("${(@)answer[2,-1]%%$'\t'*}")
    shown=("${(@)answer[2,-1]/$'\t'/  -- }")
    if [[ $answer[1] == part ]]; then
        compadd -S '' -l -V so-tui -d shown -a words_found
    elif [[ "$shown" == *'  -- '* ]]; then
        compadd -l -V so-tui -d shown -a words_found
    else
        compadd -V so-tui -d shown -a words_found
    fi
}

# In a folder of fpath this file is the function _so-tui, each time it is called.
if [[ $funcstack[1] == _so-tui ]]; then
    _so_tui_completion "$@"
else
    compdef _so_tui_completion so-tui
fi
