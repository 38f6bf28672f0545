#!/usr/bin/env bash
# Starts the servers that the full test suite uses, on loopback, in a folder of
# their own, and stops them when the shell that sourced this file ends.
#
#   . scripts/servers.sh && go test ./...
#
# It sets GRIDWARDEN_TEST_MYSQL, GRIDWARDEN_TEST_REDIS and GRIDWARDEN_CHROMIUM.
# What is not installed is installed from Debian, which needs root or sudo.

servers_fail() {
	echo "servers: $*" >&2
	return 1
}

# servers_install installs the packages whose program is not there.
servers_install() {
	local missing=()
	command -v mariadbd >/dev/null || missing+=(mariadb-server)
	command -v redis-server >/dev/null || missing+=(redis-server)
	command -v chromium >/dev/null || missing+=(chromium)
	[ ${#missing[@]} -eq 0 ] && return 0
	command -v apt-get >/dev/null || servers_fail "please install ${missing[*]}: this system has no apt-get" || return 1
	local as=()
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null || servers_fail "please install ${missing[*]} as root: there is no sudo" || return 1
		as=(sudo)
	fi
	echo "servers: installing ${missing[*]}" >&2
	"${as[@]}" apt-get update -qq >&2 &&
		"${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 ||
		servers_fail "${missing[*]} could not be installed; please install them and try again"
}

# servers_port prints a port of loopback that nobody listens on.
servers_port() {
	local port
	for _ in $(seq 50); do
		port=$((20000 + RANDOM % 12000))
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || {
			echo "$port"
			return 0
		}
	done
	servers_fail "no free port on loopback"
}

# servers_await polls a command until it succeeds, while the process lives.
servers_await() {
	local name=$1 pid=$2 log=$3
	shift 3
	for _ in $(seq 600); do
		"$@" >/dev/null 2>&1 && return 0
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.05
	done
	tail -n 20 "$log" >&2
	servers_fail "$name did not start"
}

servers_mariadb() {
	local data=$servers_dir/mariadb port secret as=()
	port=$(servers_port) || return 1
	secret=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	[ "$(id -u)" -eq 0 ] && as=(--user=root)
	mkdir -p "$data"
	mariadb-install-db --no-defaults --datadir="$data" --skip-test-db --auth-root-authentication-method=normal "${as[@]}" \
		>"$servers_dir/install.log" 2>&1 || { tail -n 20 "$servers_dir/install.log" >&2; servers_fail "mariadb could not make its tables"; return 1; }
	cat >"$servers_dir/init.sql" <<-SQL
		CREATE USER 'gridwarden'@'127.0.0.1' IDENTIFIED BY '$secret';
		GRANT ALL ON *.* TO 'gridwarden'@'127.0.0.1';
	SQL
	mariadbd --no-defaults "${as[@]}" --datadir="$data" --socket="$servers_dir/mariadb.sock" --pid-file="$servers_dir/mariadb.pid" \
		--bind-address=127.0.0.1 --port="$port" --skip-name-resolve --init-file="$servers_dir/init.sql" \
		--max-connections=400 --innodb-buffer-pool-size=256M --innodb-log-file-size=128M --skip-log-bin \
		>"$servers_dir/mariadb.log" 2>&1 &
	servers_pids+=($!)
	servers_await mariadb $! "$servers_dir/mariadb.log" \
		env MYSQL_PWD="$secret" mariadb-admin --no-defaults --host=127.0.0.1 --port="$port" --user=gridwarden ping || return 1
	export GRIDWARDEN_TEST_MYSQL="gridwarden:$secret@tcp(127.0.0.1:$port)/"
}

servers_redis() {
	local port
	port=$(servers_port) || return 1
	redis-server --bind 127.0.0.1 --port "$port" --dir "$servers_dir" --save '' --appendonly no --daemonize no \
		>"$servers_dir/redis.log" 2>&1 &
	servers_pids+=($!)
	servers_await redis $! "$servers_dir/redis.log" sh -c "redis-cli -h 127.0.0.1 -p $port ping | grep -q PONG" || return 1
	export GRIDWARDEN_TEST_REDIS="redis://127.0.0.1:$port/0"
}

servers_stop() {
	[ ${#servers_pids[@]} -gt 0 ] && kill "${servers_pids[@]}" 2>/dev/null && wait "${servers_pids[@]}" 2>/dev/null
	servers_pids=()
	[ -n "$servers_dir" ] && rm -rf "$servers_dir"
	return 0
}

servers_start() {
	PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
	servers_pids=()
	servers_dir=
	servers_install || return 1
	servers_dir=$(mktemp -d "${TMPDIR:-/tmp}/gridwarden-servers.XXXXXX") || return 1
	trap servers_stop EXIT
	servers_mariadb && servers_redis || return 1
	GRIDWARDEN_CHROMIUM=$(command -v chromium)
	export GRIDWARDEN_CHROMIUM
}

servers_start
