# Private servers for tests, benches and the demo. Source it, then
#
#   servers_begin [DIR]     makes (or takes) the folder $SERVERS under which everything lies
#   certificates_make       CA and certificates in $SERVERS/tls
#   dovecot_start           sets IMAPS_PORT, IMAP_PORT, and the hosts below
#   dovecot_user NAME PASS  from then on NAME may log in; its Maildir is $SERVERS/mail/NAME
#   mariadb_start           sets DB_SOCKET, DB_PORT; user root without password, loopback only
#   servers_end             stops what was started here, by pid; call it from a trap
#
# No port is fixed: each start asks the kernel for free ones, and tries again should another process take them first.
# Dovecot answers on four loopback addresses, each with another certificate:
#
#   127.0.0.1 (localhost)   good: our CA, localhost and 127.0.0.1
#   127.0.0.2               our CA, but for the name mail.elsewhere.example
#   127.0.0.3               our CA, right name, expired
#   127.0.0.4               right name, from a CA that nobody trusts

SERVERS_HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SERVERS_PIDS=()

servers_begin() {
    SERVERS=${1:-$(mktemp -d "${TMPDIR:-/tmp}/mailbox.XXXXXX")}
    mkdir -p "$SERVERS"
    chmod 755 "$SERVERS" # the servers drop root and must still get through
    export SERVERS
}

# The pids are also in $SERVERS/*.pid, for a person who cleans up after a kill -9.
servers_end() {
    local pid
    for pid in "${SERVERS_PIDS[@]}"; do
        kill "$pid" 2>/dev/null
    done
    for pid in "${SERVERS_PIDS[@]}"; do
        local until=$((SECONDS + 15))
        while kill -0 "$pid" 2>/dev/null; do
            if [ $SECONDS -ge $until ]; then
                kill -9 "$pid" 2>/dev/null
                break
            fi
            sleep 0.05
        done
        wait "$pid" 2>/dev/null
    done
    SERVERS_PIDS=()
}

free_port() { # a port that is free on every address at this moment
    python3 -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])'
}

# wait_for SECONDS PID COMMAND...: until COMMAND succeeds; fails at once when the process is gone
wait_for() {
    local until=$((SECONDS + $1)) pid=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        kill -0 "$pid" 2>/dev/null || return 1
        [ $SECONDS -lt $until ] || return 1
        sleep 0.05
    done
}

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

certificate() { # certificate NAME CA SUBJECTALTNAME FROM TO
    local d=$SERVERS/tls
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" -keyout "$d/$1.key" -out "$d/$1.csr" 2>/dev/null || return 1
    printf 'subjectAltName=%s\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n' "$3" > "$d/$1.ext"
    # `openssl ca` is the one command that sets both dates in every OpenSSL version
    : > "$d/index"
    openssl ca -batch -config "$d/ca.conf" -name ca -cert "$d/$2.pem" -keyfile "$d/$2.key" -notext \
        -startdate "$4" -enddate "$5" -extfile "$d/$1.ext" -in "$d/$1.csr" -out "$d/$1.pem" 2>"$d/openssl.log" || { cat "$d/openssl.log" >&2; return 1; }
}

certificates_make() {
    local d=$SERVERS/tls name
    [ -s "$d/untrusted.pem" ] && return
    mkdir -p "$d/new"
    cat > "$d/ca.conf" <<C
[ca]
database = $d/index
new_certs_dir = $d/new
default_md = sha256
rand_serial = yes
policy = anything
unique_subject = no
[anything]
commonName = supplied
C
    for name in ca stranger; do
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=mailbox test $name" \
            -addext 'keyUsage=critical,keyCertSign,cRLSign' -keyout "$d/$name.key" -out "$d/$name.pem" 2>/dev/null || return 1
    done
    certificate good ca 'DNS:localhost,IP:127.0.0.1' 20200101000000Z 20991231000000Z &&
        certificate wrongname ca 'DNS:mail.elsewhere.example' 20200101000000Z 20991231000000Z &&
        certificate expired ca 'DNS:localhost,IP:127.0.0.3' 20200101000000Z 20210101000000Z &&
        certificate untrusted stranger 'DNS:localhost,IP:127.0.0.4' 20200101000000Z 20991231000000Z
}

dovecot_conf() { # for the running Dovecot's own dialect: 2.3 (Debian 12) or 2.4 (Debian 13)
    local d=$SERVERS/dovecot uid gid version reuse
    uid=$(id -u mail) gid=$(id -g mail)
    version=$(dovecot --version | sed 's/[- ].*//')
    case $version in
    2.[0-3].*) reuse='service_count = 0' ;;
    *) reuse='restart_request_count = unlimited' ;;
    esac
    cat <<C
base_dir = $d/run
state_dir = $d/state
log_path = $d/log
protocols = imap
listen = 127.0.0.1, 127.0.0.2, 127.0.0.3, 127.0.0.4
ssl = yes
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 1
mail_max_userip_connections = 1000
mail_fsync = never
default_vsz_limit = 4G
namespace inbox {
  inbox = yes
}
service imap-login {
  $reuse
  client_limit = 500
  inet_listener imap {
    port = $IMAP_PORT
  }
  inet_listener imaps {
    port = $IMAPS_PORT
    ssl = yes
  }
}
service imap {
  process_limit = 400
}
service anvil {
  client_limit = 3000
  # no penalty on everybody's logins after a wrong password
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  client_limit = 3000
}
service stats {
  client_limit = 3000
}
C
    case $version in
    2.[0-3].*)
        cat <<C
protocol imap {
  # COMPRESS; in 2.4 it needs none
  mail_plugins = imap_zlib
}
ssl_cert = <$SERVERS/tls/good.pem
ssl_key = <$SERVERS/tls/good.key
disable_plaintext_auth = no
mail_location = maildir:$SERVERS/mail/%u
mail_uid = $uid
mail_gid = $gid
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u $d/users
}
userdb {
  driver = static
  args = uid=$uid gid=$gid home=$SERVERS/mail/%u
}
local 127.0.0.2 {
  ssl_cert = <$SERVERS/tls/wrongname.pem
  ssl_key = <$SERVERS/tls/wrongname.key
}
local 127.0.0.3 {
  ssl_cert = <$SERVERS/tls/expired.pem
  ssl_key = <$SERVERS/tls/expired.key
}
local 127.0.0.4 {
  ssl_cert = <$SERVERS/tls/untrusted.pem
  ssl_key = <$SERVERS/tls/untrusted.key
}
C
        ;;
    *)
        cat <<C
dovecot_config_version = $version
dovecot_storage_version = $version
ssl_server_cert_file = $SERVERS/tls/good.pem
ssl_server_key_file = $SERVERS/tls/good.key
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = $SERVERS/mail/%{user}
mail_home = $SERVERS/mail/%{user}
mail_uid = $uid
mail_gid = $gid
passdb passwd-file {
  passwd_file_path = $d/users
  auth_username_format = %{user}
  default_password_scheme = PLAIN
}
userdb static {
  fields {
    uid = $uid
    gid = $gid
    home = $SERVERS/mail/%{user}
  }
}
local 127.0.0.2 {
  ssl_server_cert_file = $SERVERS/tls/wrongname.pem
  ssl_server_key_file = $SERVERS/tls/wrongname.key
}
local 127.0.0.3 {
  ssl_server_cert_file = $SERVERS/tls/expired.pem
  ssl_server_key_file = $SERVERS/tls/expired.key
}
local 127.0.0.4 {
  ssl_server_cert_file = $SERVERS/tls/untrusted.pem
  ssl_server_key_file = $SERVERS/tls/untrusted.key
}
C
        ;;
    esac
}

dovecot_start() {
    local d=$SERVERS/dovecot attempt pid
    certificates_make || { echo "dovecot: no certificates" >&2; return 1; }
    mkdir -p "$d/run" "$d/state" "$SERVERS/mail"
    chmod 755 "$d" "$SERVERS/mail"
    chown mail:mail "$SERVERS/mail"
    touch "$d/users"
    chown root:dovecot "$d/users"
    chmod 640 "$d/users"
    for attempt in 1 2 3 4 5; do
        export IMAP_PORT IMAPS_PORT
        IMAP_PORT=$(free_port) IMAPS_PORT=$(free_port)
        dovecot_conf > "$d/dovecot.conf"
        grep -q '^dovecot_config_version' "$d/dovecot.conf" && dovecot_version_first "$d/dovecot.conf"
        dovecot -c "$d/dovecot.conf" -F >>"$d/stderr" 2>&1 &
        pid=$!
        SERVERS_PIDS+=($pid)
        if wait_for 20 $pid port_open "$IMAPS_PORT" && wait_for 20 $pid port_open "$IMAP_PORT"; then
            echo $pid > "$SERVERS/dovecot.pid"
            export DOVECOT_PID=$pid CA_FILE=$SERVERS/tls/ca.pem
            return 0
        fi
        kill $pid 2>/dev/null
        wait $pid 2>/dev/null
    done
    echo "dovecot did not start:" >&2
    cat "$d/log" "$d/stderr" 2>/dev/null | tail -n 20 >&2
    return 1
}

dovecot_version_first() { # 2.4 wants its version on the first lines
    { grep '^dovecot_.*_version' "$1"; grep -v '^dovecot_.*_version' "$1"; } > "$1.new" && mv "$1.new" "$1"
}

dovecot_user() {
    printf '%s:{PLAIN}%s::::::\n' "$1" "$2" >> "$SERVERS/dovecot/users"
}

mariadb_start() {
    local d=$SERVERS/mariadb attempt pid
    mkdir -p "$d/tmp"
    chown mysql "$d" "$d/tmp" # our own TMPDIR may be closed to the user mysql
    chmod 755 "$d"
    TMPDIR=$d/tmp mariadb-install-db --no-defaults --user=mysql --datadir="$d/data" --auth-root-authentication-method=normal --skip-test-db \
        >"$d/install.log" 2>&1 || { echo "mariadb-install-db failed:" >&2; tail -n 20 "$d/install.log" >&2; return 1; }
    export DB_SOCKET=$d/sock DB_PORT
    for attempt in 1 2 3 4 5; do
        DB_PORT=$(free_port)
        TMPDIR=$d/tmp mariadbd --no-defaults --user=mysql --datadir="$d/data" --socket="$DB_SOCKET" --port="$DB_PORT" --bind-address=127.0.0.1 \
            --pid-file="$d/mariadbd.pid" --log-error="$d/log" --innodb-buffer-pool-size=256M --innodb-log-file-size=128M \
            --innodb-flush-log-at-trx-commit=1 --max-allowed-packet=64M --character-set-server=utf8mb4 --skip-log-bin --skip-name-resolve >>"$d/stderr" 2>&1 &
        pid=$!
        SERVERS_PIDS+=($pid)
        if wait_for 60 $pid mariadb --no-defaults -uroot -S "$DB_SOCKET" -e 'SELECT 1'; then
            echo $pid > "$SERVERS/mariadb.pid"
            return 0
        fi
        kill $pid 2>/dev/null
        wait $pid 2>/dev/null
    done
    echo "mariadb did not start:" >&2
    tail -n 20 "$d/log" >&2
    return 1
}

database_make() { # an empty database; its DSN is "mysql:unix_socket=$DB_SOCKET;dbname=NAME;charset=utf8mb4", user root
    mariadb --no-defaults -uroot -S "$DB_SOCKET" -e "DROP DATABASE IF EXISTS \`$1\`; CREATE DATABASE \`$1\` CHARACTER SET utf8mb4"
}

# A server that accepts and then says nothing: sets SILENT_PORT.
silent_start() {
    local pid
    python3 "$SERVERS_HERE/silent.py" "$SERVERS/silent.port" &
    pid=$!
    SERVERS_PIDS+=($pid)
    wait_for 10 $pid test -s "$SERVERS/silent.port" || return 1
    export SILENT_PORT
    SILENT_PORT=$(cat "$SERVERS/silent.port")
}

mail_make() { # mail_make USER [generate.py's options]: fills the user's inbox; the manifest is $SERVERS/USER.manifest
    local user=$1
    shift
    python3 -B "$SERVERS_HERE/../mail/generate.py" --maildir "$SERVERS/mail/$user" --manifest "$SERVERS/$user.manifest" --owner mail "$@"
}
