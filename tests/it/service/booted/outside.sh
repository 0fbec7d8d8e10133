# Boots a copy of this machine under systemd in a container, with no network and a cgroup of its own, and has it run
# $1/inside.sh. Nothing of it stays.
set -eu
folder=$1
name=outguard-test-$$
hierarchies=$(ls -d /sys/fs/cgroup/systemd /sys/fs/cgroup/unified 2>/dev/null || true)

leave() {
    for hierarchy in $hierarchies; do
        echo $$ >"$hierarchy/cgroup.procs"
        for attempt in 1 2 3 4 5; do
            find "$hierarchy/$name" -depth -type d -exec rmdir {} + 2>/dev/null && break
            sleep 1
        done
    done
}
trap leave EXIT
for hierarchy in $hierarchies; do
    mkdir "$hierarchy/$name"
    echo $$ >"$hierarchy/$name/cgroup.procs"
done

unshare --mount --fork --kill-child bash -c '
    set -e
    mount -t tmpfs none /run
    mount -t tmpfs none /mnt
    cd /mnt
    mkdir upper work root
    mount -t overlay none -o lowerdir=/,upperdir=upper,workdir=work root
    units=root/etc/systemd/system
    printf "[Unit]\nAfter=basic.target\n[Service]\nType=oneshot\nExecStart=/bin/bash /folder/inside.sh\nExecStopPost=/bin/systemctl poweroff --force\n" >$units/inside.service
    printf "[Unit]\nRequires=basic.target\nWants=inside.service\n" >$units/inside.target
    ln -sf /etc/systemd/system/inside.target $units/default.target
    : >root/etc/machine-id
    timeout 150 systemd-nspawn --quiet --directory=root --register=no --keep-unit --private-network \
        --bind="$1":/folder --boot --console=pipe </dev/null >/dev/null
' bash "$folder"
