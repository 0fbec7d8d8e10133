//! The units as they are installed, held against systemd's own tools; and what `service` does where there is no systemd.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::guard::{Done, FIRM, Guard, program};
use crate::support::victim::available;

/// The worst exposure that is let through, in tenths; the documents name the measured one.
const WORST: u32 = 20;

/// What `service install --dry-run` would write, by file name, and the other steps.
fn plan(out: &str) -> (BTreeMap<String, String>, Vec<String>) {
    let (mut files, mut steps, mut current) = (BTreeMap::<String, String>::new(), Vec::new(), String::new());
    for line in out.lines() {
        if let Some(path) = line.strip_prefix("would write ") {
            current = Path::new(path).file_name().unwrap().to_str().unwrap().to_owned();
            files.insert(current.clone(), String::new());
            steps.push(format!("write {path}"));
        } else if let Some(step) = line.strip_prefix("would ") {
            steps.push(step.to_owned());
        } else {
            let text = files.get_mut(&current).unwrap();
            text.push_str(line.strip_prefix("    ").unwrap_or(line));
            text.push('\n');
        }
    }
    (files, steps)
}

fn write_all(guard: &Guard, files: &BTreeMap<String, String>) -> Vec<PathBuf> {
    let folder = guard.path("units");
    fs::create_dir_all(&folder).unwrap();
    let write = |(name, text): (&String, &String)| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path
    };
    files.iter().map(write).collect()
}

/// systemd's own judgement of units; nothing may be said against them.
fn verified(guard: &Guard, user: bool, units: &[PathBuf]) -> Done {
    let mut command = Command::new("systemd-analyze");
    command.args(user.then_some("--user")).args(["verify", "--man=no"]).args(units);
    command.env("XDG_RUNTIME_DIR", guard.path("")).env("HOME", guard.path(""));
    command.output().unwrap().into()
}

/// The exposure `systemd-analyze security` measures, in tenths.
fn exposure(unit: &Path) -> u32 {
    let output = Command::new("systemd-analyze").args(["security", "--offline=true", "--no-pager"]).arg(unit).output();
    let done: Done = output.unwrap().into();
    let last = done.out.lines().last().unwrap_or_default();
    let told = last.split_once("outguard.service: ").and_then(|(_, rest)| rest.split(' ').next()).unwrap_or_default();
    let number = told.split_once('.').unwrap_or_else(|| panic!("{done:#?}"));
    number.0.parse::<u32>().unwrap() * 10 + number.1.parse::<u32>().unwrap()
}

#[test]
fn the_units_of_the_machine_are_legal_and_leave_little_to_attack() {
    let guard = Guard::new("", FIRM);
    // A port that is chosen at the start is none a mail program could be told.
    let any = guard.ops(&["service", "install", "--system", "--socket", "--dry-run"]);
    assert!(any.code == 78 && any.err.contains("127.0.0.1:0"), "{any:#?}");
    guard.configure(&format!(
        "{FIRM}[smtp]\nlisten = [\"127.0.0.1:2525\"]\n[[outbox]]\npath = \"/var/spool/outguard/outbox\"\n"
    ));
    let done = guard.ops(&["service", "install", "--system", "--now", "--socket", "--dry-run"]);
    let (files, steps) = plan(&done.ok());
    let runs: Vec<&str> = steps.iter().filter_map(|step| step.strip_prefix("run ")).collect();
    assert_eq!(
        runs[runs.len() - 5..],
        [
            "systemctl daemon-reload",
            "systemctl enable outguard.socket outguard.service",
            "systemctl stop outguard.service",
            "systemctl start outguard.socket",
            "systemctl start outguard.service",
        ]
    );
    assert!(steps.contains(&"write /etc/systemd/system/outguard.service".to_owned()), "{steps:?}");
    let service = &files["outguard.service"];
    let (config, state) = (guard.config(), guard.state());
    let start = format!(
        "\nExecStart={} --config {} --state {} run\n",
        env!("CARGO_BIN_EXE_outguard"),
        config.display(),
        state.display()
    );
    assert!(service.contains(&start), "{service}");
    let writes = format!("\nReadWritePaths={}\nReadWritePaths=/var/spool/outguard/outbox\n", state.display());
    assert!(service.contains(&writes), "{service}");
    // The configuration of this guard listens on one address.
    let socket = &files["outguard.socket"];
    assert!(socket.contains("\nListenStream=127.0.0.1:2525\nFileDescriptorName=smtp\n"), "{socket}");
    if !available("systemd-analyze", &["--version"]) {
        return;
    }
    let units = write_all(&guard, &files);
    let verified = verified(&guard, false, &units);
    assert_eq!((verified.code, verified.err.as_str()), (0, ""), "{verified:#?}");
    let measured = exposure(&guard.path("units/outguard.service"));
    assert!(measured <= WORST, "{measured}");
    let operations = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operations.md")).unwrap();
    let told = operations.split("exposure level for outguard.service: ").nth(1).and_then(|rest| rest.split(' ').next());
    let told: f64 = told.expect("docs/operations.md names the exposure").parse().unwrap();
    // Another version of systemd may weigh otherwise, but not by much.
    assert!((told * 10.0 - f64::from(measured)).abs() < 5.0, "docs/operations.md says {told}, it is {measured} tenths");
}

#[test]
fn the_units_of_a_user_are_legal() {
    let guard = Guard::new("", FIRM);
    fs::create_dir_all(guard.path(".config/outguard")).unwrap();
    fs::write(guard.path(".config/outguard/config.toml"), FIRM).unwrap();
    let state = guard.path(".local/state/outguard");
    let install = |more: &[&str]| -> Done {
        let mut command = program();
        command.args(["service", "install", "--user", "--dry-run"]).args(more);
        command.env("HOME", guard.path("")).env("OUTGUARD_STATE_DIR", &state);
        command.output().unwrap().into()
    };
    let (files, steps) = plan(&install(&["--socket"]).ok());
    assert_eq!(steps[0], format!("make {}", state.display()));
    assert!(steps.iter().all(|step| !step.contains("useradd") && !step.contains("/etc/")), "{steps:?}");
    assert!(steps.contains(&"run systemctl --user enable outguard.socket outguard.service".to_owned()), "{steps:?}");
    let service = &files["outguard.service"];
    // Where it looks by itself needs no mention.
    assert!(service.contains(&format!("\nExecStart={} run\n", env!("CARGO_BIN_EXE_outguard"))), "{service}");
    assert!(service.contains(&format!("\nReadWritePaths={}\n", state.display())), "{service}");
    if !available("systemd-analyze", &["--version"]) {
        return;
    }
    let verified = verified(&guard, true, &write_all(&guard, &files));
    assert_eq!((verified.code, verified.err.as_str()), (0, ""), "{verified:#?}");
}

#[test]
fn without_systemd_nothing_is_written() {
    if Path::new("/run/systemd/system").exists() {
        return;
    }
    let guard = Guard::new("", FIRM);
    for verb in [&["install", "--user"][..], &["install", "--system", "--now"], &["uninstall", "--user"], &["status"]] {
        let done = guard.ops(&[&["service"], verb].concat());
        assert_eq!(done.code, 69, "{done:#?}");
        assert!(done.err.contains("not started by systemd") && done.err.contains("`outguard run`"), "{done:#?}");
    }
    assert!(!guard.path(".config").exists() && !guard.path(".local").exists());
    assert!(!Path::new("/etc/systemd/system/outguard.service").exists());
    let both = guard.ops(&["service", "install", "--user", "--system"]);
    assert_eq!(both.code, 64, "{both:#?}");
}
