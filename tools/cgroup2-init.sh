#!/bin/sh
# The first process of the machine that tools/test-cgroup2.mjs starts: mounts what a machine has, with control groups
# of version 2 alone, runs the tests and ends the machine.
# Arguments: the checkout, the time in seconds since 1970, and a pattern of test files; the kernel adds some of its own.
root=$1 now=$2 pattern=$3
export PATH="$root/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export HOME=/root CI=1 TERM=dumb NODE_OPTIONS='--experimental-vm-modules --disable-warning=ExperimentalWarning'

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs tmpfs /run
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
date --set "@$now" >/dev/null
ip link set lo up

echo "kernel $(uname -r), controllers: $(cat /sys/fs/cgroup/cgroup.controllers)"
cd "$root/libs/task-drivers" || exit
jest --cacheDirectory=/tmp/jest --testTimeout=120000 "$pattern" 2>&1
echo "tests ended with $?"
busybox poweroff -f
