# Completion of so-tui for fish.
function _so_tui_completion
    command -q so-tui; or return
    set -lx _SO_TUI_LINE (commandline -cp | string collect)
    set -lx _SO_TUI_COMPLETE fish_complete
    set -l answer (command so-tui </dev/null 2>/dev/null)
    if test "$answer[1]" = file
        set -l word (commandline -ct)
        set -l option (string match -r -- '^-[^=]*=' $word)
        for path in (__fish_complete_path (string replace -- "$option" '' $word))
            printf '%s\n' "$option$path"
        end
    else if set -q answer[2]
        printf '%s\n' $answer[2..-1]
    end
end

complete --command so-tui --no-files --arguments '(_so_tui_completion)'
