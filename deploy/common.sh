# Shared by install and rollback.
BASE=/opt/saovang ETC=/etc/saovang STATE=/var/lib/saovang BACKUPS=/var/backups/saovang
SOCKET=/run/saovang/portal.sock
umask 022

info() { printf '%s\n' "• $*"; }
fail() { printf '%s\n' "✗ $*" >&2; exit 1; }
has_systemd() { [ -d /run/systemd/system ]; }
current_release() { readlink "$BASE/current" 2>/dev/null || true; }

# Runs Python of the release $1 in its folder, as the portal's user.
run_python() { (cd "$1" && shift && exec runuser -u saovang -- .venv/bin/python "$@"); }
manage() { run_python "$1" manage.py "${@:2}"; }

# Sets shell variables to the settings $2 … of the release $1. Fails, after a sentence, if any setting is invalid.
read_settings() {
    local assignments
    assignments=$(run_python "$1" -m saovang.env "${@:2}") || return 1
    eval "$assignments"
}

# Makes $1 the current release, restarts the portal and waits until it is ready.
switch_to() {
    ln -sfn "$1" "$BASE/current.new" && mv -T "$BASE/current.new" "$BASE/current"
    if ! has_systemd; then
        info "Máy này không chạy systemd: hãy tự khởi động trang và nginx."
        return
    fi
    systemctl restart saovang.service && read_settings "$1" ALLOWED_HOSTS || return 1
    local deadline=$((SECONDS + 60))
    until curl --silent --fail --output /dev/null --max-time 5 --unix-socket "$SOCKET" http://localhost/readyz \
        --header "Host: ${ALLOWED_HOSTS%%,*}"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 1
    done
}

# Makes the earlier release $1 current. Its static files still exist, but the manifest names those of the newer one.
roll_back_to() {
    manage "$1" collectstatic --noinput --verbosity 0 && switch_to "$1"
}

# Waits until nginx answers for the host name $1 over TLS, as a visitor sees it, with the certificate in $ETC/tls. Fails
# after half a minute, with the reason in $tls_error.
wait_for_tls() {
    local deadline=$((SECONDS + 30)) host=${1#.} port=${HTTPS:-443}
    until tls_error=$(curl --silent --show-error --fail --output /dev/null --max-time 5 --cacert "$ETC/tls/fullchain.pem" \
        --resolve "$host:$port:127.0.0.1" "https://$host:$port/" 2>&1); do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 1
    done
}

# Asks nginx for each host name. Exits if it does not answer for the first one; the certificate may lack the others.
check_tls() {
    has_systemd || return 0
    wait_for_tls "$1" || fail "Trang đang chạy, nhưng người xem chưa vào được https://$1/: $tls_error. Xem: systemctl status nginx; docs/deploy.md, mục 2 và 9."
    local host
    for host in "${@:2}"; do
        wait_for_tls "$host" || info "Người xem chưa vào được https://$host/: $tls_error. Xem docs/deploy.md, mục 2."
    done
}

# Prints the migrations of release $2 that release $1 does not have.
newer_migrations() {
    local list='cd "$0" && find saovang news procedures -path "*/migrations/0*.py" | sed "s|/migrations/|.|; s|.*/||; s|\.py$||" | sort'
    comm -13 <(bash -c "$list" "$1") <(bash -c "$list" "$2") | paste -s -d ' '
}

# Exits if another install or rollback runs: each of them deletes old releases.
acquire_lock() {
    exec 9>/run/lock/saovang-deploy
    flock --nonblock 9 || fail "Đang có một lần cài đặt hoặc quay lại khác chạy."
}
