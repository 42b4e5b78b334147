#!/bin/sh
# Runs tests of resources on a kernel of its own that has control groups version 2, for machines that have version 1.
# Needs root and user-mode Linux (Debian's package user-mode-linux): `linux.uml` on the PATH, or its path in LINUX_UML.
# test/resources/on-cgroup-v2.sh [test files]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tests=${*:-src/engines/process/limits.test.ts test/resources/platform.test.ts}
node=$(command -v node)
cat >"$work/init" <<END
#!/bin/sh
mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -t tmpfs tmpfs /run; mount -t tmpfs tmpfs /var/tmp
mount -t tmpfs tmpfs /dev/shm; mount -t cgroup2 none /sys/fs/cgroup; ip link set lo up
export PATH="$PATH" HOME=/var/tmp TMPDIR=/var/tmp
# As a service manager would have it: we are in a group that has processes, below one that passes its controllers on.
echo "+memory +cpu" >/sys/fs/cgroup/cgroup.subtree_control
mkdir -p /sys/fs/cgroup/user/app
echo "+memory +cpu" >/sys/fs/cgroup/user/cgroup.subtree_control
echo \$\$ >/sys/fs/cgroup/user/app/cgroup.procs
cd "$root"
"$node" node_modules/vitest/vitest.mjs run --no-cache --testTimeout=300000 --hookTimeout=300000 $tests >"$work/said" 2>&1
echo \$? >"$work/status"
poweroff -f
END
chmod +x "$work/init"
"${LINUX_UML:-linux.uml}" rootfstype=hostfs rootflags=/ rw mem=4096M "init=$work/init" con=null con0=fd:0,fd:1 </dev/null >"$work/console" 2>&1 || true
cat "$work/said" 2>/dev/null || tail -n 20 "$work/console"
exit "$(cat "$work/status" 2>/dev/null || echo 1)"
