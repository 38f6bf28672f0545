# Sourced by the test scripts: installs what the tests need from Debian when it
# is missing, starts a MariaDB and a Redis of its own on free loopback ports in
# temporary folders, exports where they are, and stops them when the shell ends.

servers_dir=$(mktemp -d)

stop_servers() {
  [ -n "${redis_pid:-}" ] && kill "$redis_pid" 2>/dev/null
  [ -n "${mariadb_pid:-}" ] && kill "$mariadb_pid" 2>/dev/null
  wait ${redis_pid:-} ${mariadb_pid:-} 2>/dev/null
  rm -rf "$servers_dir"
}
trap stop_servers EXIT

# install_missing PACKAGE COMMAND … installs the packages whose command is not there.
install_missing() {
  local missing=()
  while [ $# -gt 0 ]; do
    command -v "$2" >/dev/null 2>&1 || missing+=("$1")
    shift 2
  done
  # Chinese pages need a Chinese font, which has no command.
  [ -n "$(find /usr/share/fonts -iname '*cjk*' -print -quit 2>/dev/null)" ] || missing+=(fonts-noto-cjk)
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "These Debian packages are needed and only root can install them: ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
  fi
  echo "installing ${missing[*]} …" >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >"$servers_dir/apt.log" 2>&1 ||
    { tail -20 "$servers_dir/apt.log" >&2; exit 1; }
}

# free_port prints a loopback port that nobody listens on.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# await WHAT LOG COMMAND … asks until the command succeeds, for a minute at most.
await() {
  local what=$1 log=$2 tries=0
  shift 2
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || { echo "$what did not start:" >&2; tail -20 "$log" >&2; exit 1; }
    sleep 0.1
  done
}

start_mariadb() {
  local data=$servers_dir/mariadb user=() port
  mkdir -p "$data"
  [ "$(id -u)" -eq 0 ] && user=(--user=root)
  mariadb-install-db --no-defaults "${user[@]}" --datadir="$data" --auth-root-authentication-method=normal >"$servers_dir/mariadb.log" 2>&1 ||
    { tail -20 "$servers_dir/mariadb.log" >&2; exit 1; }
  port=$(free_port)
  mariadbd --no-defaults "${user[@]}" --datadir="$data" --bind-address=127.0.0.1 --port="$port" --socket="$servers_dir/mariadb.sock" \
    --pid-file="$servers_dir/mariadb.pid" --innodb-buffer-pool-size=256M --innodb-use-native-aio=0 --max-connections=200 >>"$servers_dir/mariadb.log" 2>&1 &
  mariadb_pid=$!
  await MariaDB "$servers_dir/mariadb.log" mariadb-admin --no-defaults --socket="$servers_dir/mariadb.sock" -uroot ping
  mariadb --no-defaults --socket="$servers_dir/mariadb.sock" -uroot \
    -e "CREATE USER 'test'@'127.0.0.1' IDENTIFIED BY 'test'; GRANT ALL ON *.* TO 'test'@'127.0.0.1';"
  export GRIDWARDEN_TEST_MYSQL="test:test@tcp(127.0.0.1:$port)/"
}

start_redis() {
  local port
  port=$(free_port)
  redis-server --bind 127.0.0.1 --port "$port" --save '' --appendonly no --dir "$servers_dir" >"$servers_dir/redis.log" 2>&1 &
  redis_pid=$!
  await Redis "$servers_dir/redis.log" redis-cli -h 127.0.0.1 -p "$port" ping
  export GRIDWARDEN_TEST_REDIS="redis://127.0.0.1:$port/0"
}

install_missing mariadb-server mariadbd redis-server redis-server chromium chromium
start_mariadb
start_redis
GRIDWARDEN_CHROMIUM=$(command -v chromium)
export GRIDWARDEN_CHROMIUM
