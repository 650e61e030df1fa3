S="tmux -L tuia -f /dev/null"
cap(){ echo "=== $1"; $S capture-pane -p; }
