# Runs as a service of the container. What tests/it/service/booted.rs looks for begins with `== `.
exec >/folder/log 2>&1
echo "== booted: $(systemctl --version | head -n 1)"
export PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
# What this machine has of its own is not looked at here.
rm -rf /var/lib/outguard /etc/outguard /etc/systemd/system/outguard.*
install -m 755 /folder/outguard /usr/local/bin/outguard
# As `init --system` leaves it before there is an account.
mkdir -m 700 /etc/outguard
printf '[organisation]\ndomains = ["firm.example"]\n' >/etc/outguard/config.toml
chmod 600 /etc/outguard/config.toml
# Root tries it: the store is root's, and the service's once there is one.
outguard list

say() { systemctl show --property "$1" --value outguard.service; }
until_says() { for attempt in $(seq 300); do [[ "$(say "$1")" == $2 ]] && return; sleep 0.1; done; }

outguard service install --now --socket
echo "== install: $?"
until_says StatusText 'nothing waits*'
outguard service status
echo "== status: $?"
echo "== config: $(stat -c '%a %U %G' /etc/outguard /etc/outguard/config.toml | tr '\n' ' ')"
echo "== account: $(getent passwd outguard)"
# It may just be reading its configuration again, which was written a moment ago.
until_says ActiveState active
echo "== runs: $(say ActiveState) $(say SubState)"
echo "== status line: $(say StatusText)"
echo "== state: $(stat -c '%a %U' /var/lib/outguard)"
echo "== runtime: $(stat -c '%a %U' /run/outguard)"
outguard check >/tmp/check
cat /tmp/check
echo "== check: $(head -n 1 /tmp/check)"
echo "== failures: $(grep -c ^fail /tmp/check)"

python3 - <<'PYTHON'
import io, smtplib, zipfile
from email.message import EmailMessage
relay = smtplib.SMTP("127.0.0.1", 5870)
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w") as archive:
    archive.writestr("a.txt", "lunch")
message = EmailMessage()
message["To"] = "Ken Ito <ken.ito@kita.example>, ken.ito@firm.example"
message["Subject"] = "plans"
message.set_content("Hi Ken")
message.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="a.zip")
relay.send_message(message, "anna@firm.example", ["ken.ito@firm.example", "ken.ito@kita.example"])
PYTHON
until_says StatusText '1 held*'
echo "== with mail: $(say StatusText)"
systemctl reload outguard
echo "== reload: $?"

python3 - <<'PYTHON'
import smtplib, subprocess, threading
restart = threading.Thread(target=lambda: [subprocess.run(["systemctl", "restart", "outguard"]) for n in range(2)])
restart.start()
refused = greeted = 0
while restart.is_alive() or greeted < 5:
    try:
        smtplib.SMTP("::1" if greeted % 2 else "127.0.0.1", 5870, timeout=60).close()
        greeted += 1
    except ConnectionRefusedError:
        refused += 1
    except smtplib.SMTPException:
        pass
print(f"== refused: {refused} of {greeted}")
PYTHON

mkdir -p /run/systemd/system/outguard.service.d
printf '[Service]\nWatchdogSec=2\n' >/run/systemd/system/outguard.service.d/impatient.conf
systemctl daemon-reload
systemctl restart outguard
systemctl kill --kill-whom=main --signal=STOP outguard
until_says NRestarts 1
echo "== restarts by the watchdog: $(say NRestarts)"
until_says StatusText '1 held*'
echo "== after the watchdog: $(say StatusText)"
journalctl --unit outguard --no-pager --output cat | grep -v 'listening for mail'

outguard service uninstall >/tmp/uninstalled
echo "== uninstall: $?"
cat /tmp/uninstalled
echo "== left: $(tail -n 1 /tmp/uninstalled)"
echo "== units left: $(ls /etc/systemd/system | grep -c outguard)"

# The same for a user, under the user's own manager.
useradd --create-home anna
uid=$(id -u anna)
install -d -m 700 -o anna "/run/user/$uid"
systemctl start dbus "user@$uid.service"
as_anna() { setpriv --reuid anna --regid anna --init-groups env -C /home/anna HOME=/home/anna XDG_RUNTIME_DIR="/run/user/$uid" "$@"; }
python3 - <<'PYTHON' &
import socketserver
class Upstream(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 upstream.firm.example\r\n")
        for line in self.rfile:
            if line.startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                while next(self.rfile) != b".\r\n":
                    pass
            self.wfile.write(b"221 2.0.0 bye\r\n" if line.startswith(b"QUIT") else b"250 upstream.firm.example\r\n")
socketserver.ThreadingTCPServer(("127.0.0.1", 2525), Upstream).serve_forever()
PYTHON
sleep 1
as_anna outguard init anna@firm.example --yes --start --upstream 127.0.0.1:2525 --tls none --no-sign-in
echo "== user install: $?"
for attempt in $(seq 300); do
    line=$(as_anna systemctl --user show --property StatusText --value outguard)
    [[ $line == nothing* ]] && break
    sleep 0.1
done
echo "== user status line: $line"
echo "== user state: $(stat -c '%a %U' /home/anna/.local/state/outguard)"
as_anna outguard check >/tmp/check
cat /tmp/check
echo "== user failures: $(grep -c ^fail /tmp/check)"
for attempt in $(seq 300); do [ -S /home/anna/.local/state/outguard/sendmail.sock ] && break; sleep 0.1; done
printf 'From: anna@firm.example\nTo: tom@firm.example\nSubject: lunch\n\nThursday?\n' >/tmp/lunch
echo "== user sendmail: $(as_anna outguard sendmail -v -t </tmp/lunch 2>&1 | tr '\n' ' ')"
as_anna outguard service uninstall
echo "== user uninstall: $?"
