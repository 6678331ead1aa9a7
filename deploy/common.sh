# What install and rollback share.
BASE=/opt/saovang ETC=/etc/saovang STATE=/var/lib/saovang BACKUPS=/var/backups/saovang
SOCKET=/run/saovang/portal.sock
umask 022

say() { printf '%s\n' "• $*"; }
fail() { printf '%s\n' "✗ $*" >&2; exit 1; }
setting() { sed -n "s/^$1=//p" "$ETC/saovang.env" 2>/dev/null | tail -n 1; }
manage() { (cd "$1" && shift && exec runuser -u saovang -- .venv/bin/python manage.py "$@"); }
has_systemd() { [ -d /run/systemd/system ]; }
current() { readlink "$BASE/current" 2>/dev/null || true; }

# Makes the release $1 the one that runs, and waits until it answers.
switch_to() {
    ln -sfn "$1" "$BASE/current.new" && mv -T "$BASE/current.new" "$BASE/current"
    if ! has_systemd; then
        say "Máy này không chạy systemd: hãy tự khởi động trang và nginx."
        return
    fi
    systemctl restart saovang.service || return 1
    local deadline=$((SECONDS + 60))
    until curl --silent --fail --output /dev/null --max-time 5 --unix-socket "$SOCKET" http://localhost/readyz \
        --header "Host: $(setting ALLOWED_HOSTS | cut -d, -f1)"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 1
    done
}

# The release $1, which ran before. Its static files are there still, but it must know their names again.
go_back_to() {
    manage "$1" collectstatic --noinput --verbosity 0 && switch_to "$1"
}

# Two at once would take each other's releases away.
alone() {
    exec 9>/run/lock/saovang-deploy
    flock --nonblock 9 || fail "Đang có một lần cài đặt hoặc quay lại khác chạy."
}
