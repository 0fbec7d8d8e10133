# Run as root on a throw-away copy of a machine: the life of the packages in /packages. What tests/it/package.rs looks for
# begins with `== `.
set -eu
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive
unset XDG_CONFIG_HOME XDG_STATE_HOME
# This machine does not outlive the test: no syncs, no index of its manual pages.
echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/throw-away
rm -f /var/lib/man-db/auto-update
deb=$(echo /packages/outguard_*.deb)
store=/var/lib/outguard/outguard.db

service="setpriv --reuid outguard --regid outguard --init-groups env HOME=/var/lib/outguard STATE_DIRECTORY=/var/lib/outguard"
as_service() { $service "$@"; }
open() { as_service outguard list --json | python3 -c "import json, sys
for line in sys.stdin: print(json.loads(line)['$1'])"; }

python3 -c "
import fcntl, socket, struct
# The network of this copy has a loopback that is down (SIOCSIFFLAGS, IFF_UP).
fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh', b'lo', 1))"

# What this machine has of its own is not looked at here; what root left by trying it is.
rm -rf /var/lib/outguard /etc/outguard
mkdir -m 700 /var/lib/outguard
touch /var/lib/outguard/outguard.db-tried

dpkg -i "$deb"
echo "== account: $(getent passwd outguard | cut -d: -f1,6,7 | tr : ' ')"
echo "== config: $(stat -c '%a %U %G' /etc/outguard/config.toml)"
echo "== state: $(stat -c '%a %U %G' /var/lib/outguard)"
outguard check >/tmp/check || [ $? = 1 ] || { cat /tmp/check; exit 1; }
echo "== check: $(head -n 1 /tmp/check)"
echo "== left by root: $(stat -c '%U %G' /var/lib/outguard/outguard.db-tried)"
rm /var/lib/outguard/outguard.db-tried

printf '# changed\n[organisation]\ndomains = ["firm.example"]\n' >/etc/outguard/config.toml
$service outguard run 2>/tmp/log &
python3 - <<'PYTHON'
import smtplib, time
for attempt in range(600):
    try:
        relay = smtplib.SMTP("127.0.0.1", 5870)
        break
    except OSError:
        time.sleep(0.1)
relay.sendmail("anna@firm.example", ["ken.ito@firm.example", "ken.ito@kita.example"],
    "To: Ken Ito <ken.ito@kita.example>, ken.ito@firm.example\r\nSubject: plans\r\n\r\nHi Ken\r\n")
PYTHON
kill $!
wait $! || true
echo "== held: $(open state)"

dpkg -i "$deb"
echo "== upgrade keeps: $(head -n 1 /etc/outguard/config.toml)"

if [ -e /usr/lib/postfix ] || dpkg-query -W -f '${Provides}' '*' 2>/dev/null | grep -q mail-transport-agent; then
    dpkg -i /packages/outguard-mta_*.deb >/tmp/mta 2>&1 && echo "== mta: it was installed beside another" \
        || echo "== mta: $(grep -o conflicts /tmp/mta | head -n 1)"
else
    echo "== mta: there is no other it conflicts with"
fi

echo "== removal tells: $(dpkg -r outguard 2>&1 | grep outguard:)"
[ -e $store ] && [ ! -e /usr/bin/outguard ] && echo "== after removal: the store is there, the program is gone"
echo "== purge tells: $(dpkg -P outguard 2>&1 | grep outguard:)"
[ -e $store ] && [ ! -e /etc/outguard ] && echo "== after purge: the store is there, the configuration is gone"

dpkg -i "$deb"
echo "== held again: $(open state)"
as_service outguard cancel "$(open id)"

# A daemon that systemd did not start works on under the removal, and nobody counts what it holds then.
$service outguard run 2>/tmp/log &
until [ -S /var/lib/outguard/sendmail.sock ]; do sleep 0.1; done
echo "== purge under a daemon: $(dpkg -P outguard 2>&1 | grep outguard:)"
kill $!
wait $! || true
[ -e $store ] && echo "== after a purge under a daemon: the store is there"

# The store is what the configuration calls it.
dpkg -i "$deb"
printf '[store]\npath = "/var/lib/outguard/mail.db"\n' >/etc/outguard/config.toml
as_service outguard list
dpkg -r outguard
touch -d '+1 minute' /var/lib/outguard/mail.db
echo "== purge of a newer store: $(dpkg -P outguard 2>&1 | grep outguard:)"
touch -d '-1 day' /var/lib/outguard/mail.db
dpkg -i "$deb"
printf '[store]\npath = "/var/lib/outguard/mail.db"\n' >/etc/outguard/config.toml
echo "== purge of another name: $(dpkg -P outguard 2>&1 | grep outguard:)"
[ -e /var/lib/outguard/mail.db ] && [ ! -e $store ] && echo "== after a purge of another name: only the other is there"
rm -r /var/lib/outguard

dpkg -i "$deb"
as_service outguard list
dpkg -P outguard
[ ! -e /var/lib/outguard ] && [ ! -e /etc/outguard ] && [ ! -e /usr/bin/outguard ] && echo "== after the last purge: nothing is left"
