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

# Exits if another install or rollback runs: each of them deletes old releases.
acquire_lock() {
    exec 9>/run/lock/saovang-deploy
    flock --nonblock 9 || fail "Đang có một lần cài đặt hoặc quay lại khác chạy."
}
