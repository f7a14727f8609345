#!/usr/bin/env bash
# A private Apache Kafka for tests: one broker (KRaft), its own data, loopback only.
#   kafka.sh start DIR    creates or restarts it, on the same port; prints kafka://127.0.0.1:PORT
#   kafka.sh stop DIR     stops it in good order
#   kafka.sh crash DIR    kills it with SIGKILL, as a crash test wants it
#   kafka.sh fetch        only fetches the broker's jars, so that the first start is quick
# DIR is created if missing and is the caller's to remove. Only the process whose id stands in DIR
# is ever stopped. Exit code 77: Kafka cannot be had here; the reason is on stderr.
# In the environment: SETTINGS="name=value ..." for the broker, KAFKA_HEAP (256m), KAFKA_JARS: where
# the jars are kept; they come by Maven (scripts/services/kafka/pom.xml), once.
set -euo pipefail

source "$(dirname "$0")/common.sh"
command=${1:?start, stop, crash or fetch}
here=$(cd "$(dirname "$0")/kafka" && pwd)
version=$(sed -n 's:.*<kafka.version>\(.*\)</kafka.version>.*:\1:p' "$here/pom.xml")
jars=${KAFKA_JARS:-${XDG_CACHE_HOME:-$HOME/.cache}/uslkit/kafka-$version}

fetch() {
  [[ -e "$jars/complete" ]] && return 0
  command -v mvn >/dev/null ||
    unavailable "maven is not installed; scripts/install_packages.sh test does it"
  mkdir -p "$jars"
  mvn -B -q -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$jars" \
    </dev/null >"$jars/fetch.log" 2>&1 ||
    unavailable "Maven could not fetch Kafka $version, see $jars/fetch.log"
  touch "$jars/complete"
}

# The id of our broker, if it runs.
server_pid() { own_pid "$directory/kafka.pid" "$directory/server.properties"; }

free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 12000))
    if ! is_open "$port"; then echo "$port"; return 0; fi
  done
  unavailable "no free port"
}

configure() {
  local port controller setting
  port=$(free_port)
  controller=$(free_port)
  cat >"$directory/server.properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=$directory/data
num.partitions=1
auto.create.topics.enable=false
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
# A killed broker must not wait for its own old session.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
log.cleaner.dedupe.buffer.size=2097152
END
  for setting in ${SETTINGS:-}; do echo "$setting" >>"$directory/server.properties"; done
  run_java kafka.tools.StorageTool format -t "$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' |
    tr -d =)" -c "$directory/server.properties" >"$directory/format.log" 2>&1 ||
    unavailable "the data directory cannot be formatted, see $directory/format.log"
  echo "$port" >"$directory/port"
}

run_java() {
  java -Xms64m "-Xmx${KAFKA_HEAP:-256m}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    "-Dlog4j.configuration=file:$here/log4j.properties" -cp "$jars/*" "$@"
}

start() {
  mkdir -p "$directory"
  directory=$(cd "$directory" && pwd)
  command -v java >/dev/null ||
    unavailable "Java is not installed; scripts/install_packages.sh test does it"
  fetch
  [[ -e "$directory/port" ]] || configure
  if ! server_pid >/dev/null; then
    : >"$directory/server.log"
    java -Xms128m "-Xmx${KAFKA_HEAP:-256m}" -XX:+UseSerialGC \
      "-Dlog4j.configuration=file:$here/log4j.properties" -cp "$jars/*" \
      kafka.Kafka "$directory/server.properties" </dev/null >>"$directory/server.log" 2>&1 &
    echo $! >"$directory/kafka.pid"
    disown
  fi
  for _ in $(seq 900); do
    if grep -q 'Kafka Server started' "$directory/server.log"; then
      echo "kafka://127.0.0.1:$(cat "$directory/port")"
      exit 0
    fi
    server_pid >/dev/null || break
    sleep 0.1
  done
  unavailable "the broker did not start, see $directory/server.log"
}

if [[ $command == fetch ]]; then fetch; exit 0; fi
directory=${2:?a directory}
case $command in
  start) start ;;
  stop)
    if pid=$(server_pid); then kill "$pid"; wait_for_end "$pid" 60; fi ;;
  crash)
    pid=$(server_pid) || { echo "no broker in $directory" >&2; exit 1; }
    kill -KILL "$pid"
    wait_for_end "$pid" 60 ;;
  *) echo "unknown command $command" >&2; exit 2 ;;
esac
