# Cyrus, Courier and GNU mailutils imap4d beside Dovecot, from the folder that unpack made. Source it after lib.sh;
# servers_begin and certificates_make come first, OTHERS is that folder.
#
#   cyrus_start USER PASS      Its spool is its own: fill.py sends the mail there.
#   courier_start USER PASS    Maildir: $SERVERS/courier/home/Maildir
#   mailutils_start USER PASS  Maildir of its own; the login is USER@localhost
#
# Each sets PLAIN_PORT (with STARTTLS) and TLS_PORT, takes the certificate of 127.0.0.1, and runs as the user mail. Courier's
# Maildir must be there before, with mail as its owner.

other_libraries() {
    find "$OTHERS" -name '*.so.*' -printf '%h\n' | sort -u | paste -sd:
}

as_mail() { # as_mail COMMAND...: with the unpacked libraries; replaces the shell
    exec setpriv --reuid mail --regid mail --clear-groups env "LD_LIBRARY_PATH=$(other_libraries)" "$@"
}

# other_start NAME PREPARE RUN...: free ports, PREPARE writes the configuration for them, RUN starts in the background and sets STARTED
other_start() {
    local name=$1 d=$SERVERS/$1 attempt pid
    mkdir -p "$d"
    cat "$SERVERS/tls/good.pem" "$SERVERS/tls/good.key" > "$d/both.pem"
    chmod 600 "$d/both.pem"
    for attempt in 1 2 3 4 5; do
        export PLAIN_PORT TLS_PORT
        PLAIN_PORT=$(free_port) TLS_PORT=$(free_port)
        "${name}_prepare" "$d" "$2" "$3" || return 1
        "${name}_run" "$d" "$2" "$3" "$OTHERS"
        SERVERS_PIDS+=("${STARTED[@]}")
        if wait_for 20 "${STARTED[0]}" port_open "$PLAIN_PORT" && wait_for 20 "${STARTED[-1]}" port_open "$TLS_PORT"; then
            echo "${STARTED[*]}" > "$SERVERS/$name.pid"
            return 0
        fi
        kill "${STARTED[@]}" 2>/dev/null
        wait "${STARTED[@]}" 2>/dev/null
    done
    echo "$name did not start:" >&2
    tail -n 20 "$d"/log* >&2
    return 1
}
cyrus_start() { other_start cyrus "$@"; }
courier_start() { other_start courier "$@"; }
mailutils_start() { other_start mailutils "$@"; }

cyrus_prepare() {
    local d=$1 b=$OTHERS/usr/lib/cyrus/bin
    mkdir -p "$d"/conf/{db,socket,proc,log} "$d/spool"
    cat > "$d/imapd.conf" <<C
configdirectory: $d/conf
defaultpartition: default
partition-default: $d/spool
servername: localhost
cyrus_user: mail
cyrus_group: mail
autocreate_users: anyone
autocreate_quota: 0
unixhierarchysep: yes
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: $d/sasldb
sasl_mech_list: PLAIN LOGIN
tls_server_cert: $d/both.pem
tls_server_key: $d/both.pem
idlesocket: $d/conf/socket/idle
lmtpsocket: $d/conf/socket/lmtp
notifysocket: $d/conf/socket/notify
C
    cat > "$d/cyrus.conf" <<C
START {
  recover cmd="$b/ctl_cyrusdb -C $d/imapd.conf -r"
}
SERVICES {
  imap cmd="$b/imapd -C $d/scram.conf" listen="127.0.0.1:$PLAIN_PORT" prefork=0
  imaps cmd="$b/imapd -C $d/imapd.conf -s" listen="127.0.0.1:$TLS_PORT" prefork=0
}
EVENTS {
}
C
    # with STARTTLS: SCRAM, and -PLUS with a binding that is not RFC 9266's
    sed 's/^sasl_mech_list: .*/sasl_mech_list: SCRAM-SHA-256 SCRAM-SHA-1 PLAIN/' "$d/imapd.conf" > "$d/scram.conf"
    chown -R mail:mail "$d"
    (as_mail "$OTHERS/usr/sbin/saslpasswd2" -p -c -f "$d/sasldb" -u localhost "$2") <<<"$3"
}
cyrus_run() {
    (as_mail CYRUS_USER=mail "$OTHERS/usr/lib/cyrus/bin/master" -C "$1/imapd.conf" -M "$1/cyrus.conf" -p "$1/master.pid") >"$1/log" 2>&1 &
    STARTED=($!)
}

courier_prepare() {
    gcc -shared -fPIC -O1 -o "$1/courier.so" "$SERVERS_HERE/courier.c" -ldl
    rm -f "$1/socket"
    chown -R mail:mail "$1"
}
courier_run() {
    local d=$1 u=$4/usr tls
    python3 -B "$SERVERS_HERE/authdaemon.py" "$d/socket" "$2" "$3" "$d/home" >"$d/log.auth" 2>&1 &
    STARTED=($!)
    wait_for 20 $! test -S "$d/socket" || return 1
    # what its package's /etc/courier/imapd says
    local settings=("MAILBOX_AUTHDAEMON=$d/socket" "LD_PRELOAD=$d/courier.so" AUTHMODULES=authdaemon IMAP_USELOCKS=1 IMAP_UMASK=022 IMAP_ULIMITD=0 IMAP_ENHANCEDIDLE=0
        'IMAP_CAPABILITY=IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE'
        "TLS_CERTFILE=$d/both.pem" TLS_VERIFYPEER=NONE "COURIERTLS=$u/bin/couriertls")
    for tls in 0 1; do
        local listen=(-address=127.0.0.1 -maxprocs=40 -maxperip=40 -nodnslookup -noidentlookup) login=("$u/lib/courier/courier/imaplogin" "$u/bin/imapd" Maildir)
        if [ $tls = 0 ]; then
            (as_mail "${settings[@]}" IMAP_STARTTLS=YES "$u/sbin/couriertcpd" "${listen[@]}" "$PLAIN_PORT" "${login[@]}") >"$d/log.plain" 2>&1 &
        else
            (as_mail "${settings[@]}" IMAP_TLS=1 "$u/sbin/couriertcpd" "${listen[@]}" "$TLS_PORT" "$u/bin/couriertls" -server -tcpd "${login[@]}") >"$d/log.tls" 2>&1 &
        fi
        STARTED+=($!)
    done
}

mailutils_prepare() {
    local d=$1
    mkdir -p "$d"/passwd "$d"/home/INBOX/{cur,new,tmp}
    echo "$2:$(openssl passwd -6 -stdin <<<"$3"):$(id -u mail):$(id -g mail):$2:$d/home:/bin/false" > "$d/passwd/localhost"
    cat > "$d/imap4d.conf" <<C
mode daemon;
foreground yes;
login-disabled no;
logging { syslog no; };
mailbox { mailbox-type maildir; };
auth { authentication "virtdomain:generic"; authorization "virtdomain"; };
virtdomain { passwd-dir $d/passwd; };
tls { ssl-certificate-file $d/both.pem; ssl-key-file $d/both.pem; };
server 127.0.0.1:$PLAIN_PORT { tls-mode ondemand; };
server 127.0.0.1:$TLS_PORT { tls-mode connection; };
C
    chown -R mail:mail "$d"
}
mailutils_run() {
    (as_mail "$4/usr/sbin/imap4d" --no-config --config-file="$1/imap4d.conf") >"$1/log" 2>&1 &
    STARTED=($!)
}
