# What the scripts beside have in common; sourced by them, with "directory" set by the time of use.

unavailable() { echo "$1" >&2; exit 77; }

is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# own_pid FILE TEXT: the process id in FILE, if a process with TEXT on its command line has it:
# another one may have got the number since.
own_pid() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 1
  [[ -r "/proc/$pid/cmdline" ]] || return 1
  tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "$2" || return 1
  echo "$pid"
}

# wait_for_end PID SECONDS
wait_for_end() {
  local tenth
  for ((tenth = 0; tenth < 10 * $2; ++tenth)); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  echo "process $1 does not end" >&2
  exit 1
}
