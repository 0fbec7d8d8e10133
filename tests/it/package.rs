//! The Debian packages: built by the one command, looked into, and installed, removed and purged by the real dpkg on a copy
//! of this machine that is thrown away.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::guard::Done;
use crate::support::victim::available;

/// What is done on the throw-away machine, and what it prints for this test.
const LIFE: &str = include_str!("package/life.sh");

struct Packages {
    folder: TempDir,
}

impl Packages {
    /// Both, around the binary that is tested; `None` where this is no Debian.
    fn build() -> Option<Packages> {
        if !available("dpkg-shlibdeps", &["--version"]) {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let built: Done = Command::new("scripts/deb")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("BINARY", env!("CARGO_BIN_EXE_outguard"))
            .env("PROFILE", "dev")
            .env("OUT", folder.path())
            .output()
            .unwrap()
            .into();
        assert_eq!(built.out.lines().count(), 2, "{built:#?}");
        built.ok();
        Some(Packages { folder })
    }

    fn path(&self, name: &str) -> PathBuf {
        let begins = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with(&format!("{name}_"));
        let mut files = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        files.find(begins).unwrap_or_else(|| panic!("no package {name}"))
    }

    fn field(&self, name: &str, field: &str) -> String {
        dpkg(&["--field", self.path(name).to_str().unwrap(), field]).trim().to_owned()
    }

    /// What is in it: mode and owner, and where a link leads, by path.
    fn contents(&self, name: &str) -> BTreeMap<String, (String, String)> {
        let listed = dpkg(&["--contents", self.path(name).to_str().unwrap()]);
        let entry = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let path = words[5].trim_start_matches('.').trim_end_matches('/').to_owned();
            (path, (format!("{} {}", words[0], words[1]), words.last().unwrap().to_string()))
        };
        listed.lines().map(entry).collect()
    }
}

fn dpkg(args: &[&str]) -> String {
    Done::from(Command::new("dpkg-deb").args(args).output().unwrap()).ok()
}

#[test]
fn the_packages_have_everything_in_its_place() {
    let Some(packages) = Packages::build() else { return };
    let version = packages.field("outguard", "Version");
    assert_eq!(version, format!("{}-1", env!("CARGO_PKG_VERSION")));
    let depends = packages.field("outguard", "Depends");
    assert!(depends.starts_with("libc6 (>= 2.") && depends.contains("passwd"), "{depends}");

    let contents = packages.contents("outguard");
    let program = "-rwxr-xr-x root/root";
    let file = "-rw-r--r-- root/root";
    assert_eq!(contents["/usr/bin/outguard"].0, program);
    for path in [
        "/lib/systemd/system/outguard.service",
        "/lib/systemd/system/outguard.socket",
        "/usr/share/man/man1/outguard.1.gz",
        "/usr/share/man/man1/outguard-check.1.gz",
        "/usr/share/bash-completion/completions/outguard",
        "/usr/share/zsh/vendor-completions/_outguard",
        "/usr/share/fish/vendor_completions.d/outguard.fish",
        "/usr/share/doc/outguard/copyright",
        "/usr/share/doc/outguard/changelog.gz",
        "/usr/share/doc/outguard/config.example.toml",
    ] {
        assert_eq!(contents.get(path).map(|(mode, _)| mode.as_str()), Some(file), "{path}");
    }
    // Nothing but programs can be run, nothing can be written by anybody else, and /etc is the owner's.
    let usual = ["drwxr-xr-x root/root", file];
    let odd: Vec<_> = contents
        .iter()
        .filter(|(path, (mode, _))| {
            *path != "/usr/bin/outguard" && !usual.contains(&mode.as_str()) || path.starts_with("/etc")
        })
        .collect();
    assert_eq!(odd, []);

    let root = packages.folder.path().join("root");
    dpkg(&["-x", packages.path("outguard").to_str().unwrap(), root.to_str().unwrap()]);
    let run: Done = Command::new(root.join("usr/bin/outguard")).arg("--version").output().unwrap().into();
    assert_eq!(run.ok(), format!("outguard {}\n", env!("CARGO_PKG_VERSION")));
    let unit = std::fs::read_to_string(root.join("lib/systemd/system/outguard.service")).unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib/systemd/outguard.service");
    let shipped = std::fs::read_to_string(shipped).unwrap();
    assert_eq!(unit, shipped.replace("/usr/local/bin/", "/usr/bin/"));
    assert!(unit.contains("\nExecStart=/usr/bin/outguard run\n") && unit.contains("\nUser=outguard\n"), "{unit}");

    dpkg(&["-x", packages.path("outguard-mta").to_str().unwrap(), root.to_str().unwrap()]);
    Done::from(Command::new(root.join("usr/bin/newaliases")).output().unwrap()).ok();
    let links = packages.contents("outguard-mta");
    for (path, leads) in [
        ("/usr/sbin/sendmail", "../bin/outguard"),
        ("/usr/bin/mailq", "outguard"),
        ("/usr/bin/newaliases", "outguard"),
        ("/usr/lib/sendmail", "../sbin/sendmail"),
    ] {
        assert_eq!(links[path].1, leads, "{path}");
    }
    assert_eq!(packages.field("outguard-mta", "Provides"), "mail-transport-agent");
    assert_eq!(packages.field("outguard-mta", "Conflicts"), "mail-transport-agent");
    assert_eq!(packages.field("outguard-mta", "Depends"), format!("outguard (= {version})"));
    lintian(&packages);
}

/// Debian's own judgement, where it is installed.
fn lintian(packages: &Packages) {
    if !available("lintian", &["--version"]) {
        return;
    }
    let done: Done = Command::new("lintian")
        .args(["--allow-root", "--fail-on", "error", "--display-level", "error"])
        .args([packages.path("outguard"), packages.path("outguard-mta")])
        .output()
        .unwrap()
        .into();
    assert_eq!((done.code, done.out.as_str()), (0, ""), "{done:#?}");
}

#[test]
fn maintainer_scripts_can_be_read_by_the_shell() {
    for name in ["postinst", "prerm", "postrm"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib/debian").join(name);
        Done::from(Command::new("sh").arg("-n").arg(path).output().unwrap()).ok();
    }
}

/// A copy of this machine that ends with the process: its own mounts, processes and network.
fn on_a_copy_of_this_machine(script: &str, packages: &Packages) -> Option<Done> {
    let copy = "set -e; mount -t tmpfs none \"$1\"; cd \"$1\"; mkdir upper work root; \
                mount -t overlay none -o lowerdir=/,upperdir=upper,workdir=work root; \
                mount -t proc proc root/proc; mount --rbind /dev root/dev; mount -t tmpfs none root/run; \
                mkdir root/packages; cp \"$2\"/*.deb root/packages/; exec chroot root sh -c \"$3\"";
    let place = tempfile::tempdir().unwrap();
    let unshare = ["--mount", "--pid", "--fork", "--kill-child", "--net", "--uts", "--ipc"];
    let run = |script: &str| -> Done {
        let mut command = Command::new("unshare");
        command.args(unshare).args(["sh", "-c", copy, "sh"]).arg(place.path()).arg(packages.folder.path()).arg(script);
        command.output().unwrap().into()
    };
    if !available("unshare", &[&unshare[..], &["true"]].concat()) || run("true").code != 0 {
        println!("left out: this machine cannot be copied by an overlay");
        return None;
    }
    Some(run(script))
}

#[test]
fn dpkg_installs_removes_and_purges_and_no_held_mail_is_thrown_away() {
    let Some(packages) = Packages::build() else { return };
    let Some(done) = on_a_copy_of_this_machine(LIFE, &packages) else { return };
    assert_eq!(done.code, 0, "{}\n{}", done.out, done.err);
    let told: BTreeMap<&str, &str> =
        done.out.lines().filter_map(|line| line.strip_prefix("== ")?.split_once(": ")).collect();
    let expected = [
        ("account", "outguard /var/lib/outguard /usr/sbin/nologin"),
        ("config", "640 root outguard"),
        ("state", "700 outguard outguard"),
        ("check", "looked at as outguard"),
        ("left by root", "outguard outguard"),
        ("held", "held"),
        ("upgrade keeps", "# changed"),
        ("removal tells", "messages that still wait in /var/lib/outguard: 1"),
        ("after removal", "the store is there, the program is gone"),
        ("purge tells", "not removed; messages that still wait in /var/lib/outguard: 1"),
        ("after purge", "the store is there, the configuration is gone"),
        ("held again", "held"),
        ("purge under a daemon", "not removed; messages that still wait in /var/lib/outguard: unknown"),
        ("after a purge under a daemon", "the store is there"),
        ("purge of a newer store", "not removed; messages that still wait in /var/lib/outguard: unknown"),
        ("purge of another name", "/var/lib/outguard is not removed: it holds files this package did not make"),
        ("after a purge of another name", "only the other is there"),
        ("after the last purge", "nothing is left"),
        ("mta", "conflicts"),
    ];
    for (what, words) in expected {
        let said = told.get(what).copied().unwrap_or("nothing");
        assert!(said.contains(words), "{what}: {said}\n{}\n{}", done.out, done.err);
    }
}
