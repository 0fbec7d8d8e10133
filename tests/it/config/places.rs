//! Where the file and the state directory are looked for.

use std::fs;
use std::path::{Path, PathBuf};

use outguard::config::{ConfigError, Surroundings, load_in};
use tempfile::TempDir;

/// A home and a system folder below one temporary folder.
struct Machine {
    root: TempDir,
}

impl Machine {
    fn new() -> Machine {
        Machine { root: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings {
            config_home: Some(self.root.path().join("config")),
            state_home: Some(self.root.path().join("state")),
            system_config: Some(self.root.path().join("etc/config.toml")),
            hostname: "guard.example".to_owned(),
            ..Surroundings::default()
        }
    }
}

#[test]
fn the_first_of_named_user_and_system_file_is_read() {
    let machine = Machine::new();
    let mut around = machine.surroundings();
    assert_eq!(load_in(None, &around).unwrap().path, None, "no file is fine");
    let files = [
        machine.file("etc/config.toml", "policy.delay = \"1s\""),
        machine.file("config/outguard/config.toml", "policy.delay = \"2s\""),
        machine.file("variable.toml", "policy.delay = \"3s\""),
        machine.file("flag.toml", "policy.delay = \"4s\""),
    ];
    assert_eq!(load_in(None, &around).unwrap().path.as_ref(), Some(&files[1]));
    around.config = Some(files[2].clone());
    assert_eq!(load_in(None, &around).unwrap().path.as_ref(), Some(&files[2]));
    let flag = load_in(Some(&files[3]), &around).unwrap();
    assert_eq!((flag.path.as_ref(), flag.config.policy.delay.as_secs()), (Some(&files[3]), 4));
    fs::remove_file(&files[1]).unwrap();
    around.config = None;
    assert_eq!(load_in(None, &around).unwrap().path.as_ref(), Some(&files[0]));
}

#[test]
fn a_named_file_that_is_not_there_is_an_error() {
    let machine = Machine::new();
    let absent = machine.root.path().join("absent.toml");
    let error = load_in(Some(&absent), &machine.surroundings()).unwrap_err();
    assert!(matches!(&error, ConfigError::Unreadable { path, .. } if *path == absent), "{error}");
}

#[test]
fn state_is_where_the_flag_the_file_the_service_or_the_home_says() {
    let machine = Machine::new();
    let mut around = machine.surroundings();
    let path = |file: Option<&Path>, around: &Surroundings| load_in(file, around).unwrap().config.store.path;
    assert_eq!(path(None, &around), machine.root.path().join("state/outguard/outguard.db"));
    around.service_state = Some(PathBuf::from("/var/lib/service"));
    assert_eq!(path(None, &around), Path::new("/var/lib/service/outguard.db"));
    let file = machine.file("here/config.toml", "store.path = \"own.db\"");
    assert_eq!(path(Some(&file), &around), machine.root.path().join("here/own.db"));
    around.state_dir = Some(PathBuf::from("/srv/state"));
    assert_eq!(path(Some(&file), &around), Path::new("/srv/state/outguard.db"));
    assert_eq!(path(None, &Surroundings::default()), Path::new("/var/lib/outguard/outguard.db"));
}

#[test]
fn the_socket_is_where_the_variable_the_file_or_the_service_says_else_beside_the_store() {
    let machine = Machine::new();
    let mut around = machine.surroundings();
    let socket = |file: Option<&Path>, around: &Surroundings| load_in(file, around).unwrap().config.sendmail.socket;
    assert_eq!(socket(None, &around), Some(machine.root.path().join("state/outguard/sendmail.sock")));
    let elsewhere = machine.file("store.toml", "store.path = \"data/own.db\"");
    assert_eq!(socket(Some(&elsewhere), &around), Some(machine.root.path().join("data/sendmail.sock")));
    around.service_runtime = Some(PathBuf::from("/run/service"));
    assert_eq!(socket(Some(&elsewhere), &around), Some(PathBuf::from("/run/service/sendmail.sock")));
    around.state_dir = Some(PathBuf::from("/srv/state"));
    assert_eq!(socket(None, &around), Some(PathBuf::from("/srv/state/sendmail.sock")), "an installation of its own");
    let file = machine.file("here/config.toml", "sendmail.socket = \"mail.sock\"");
    assert_eq!(socket(Some(&file), &around), Some(machine.root.path().join("here/mail.sock")));
    let off = machine.file("off.toml", "sendmail.socket = \"off\"");
    assert_eq!(socket(Some(&off), &around), None);
    around.socket = Some(PathBuf::from("/srv/named.sock"));
    assert_eq!(socket(Some(&off), &around), Some(PathBuf::from("/srv/named.sock")));
    around.socket = Some(PathBuf::from("off"));
    assert_eq!(socket(Some(&file), &around), None);
}

#[test]
fn the_host_name_is_the_machines_unless_written() {
    let machine = Machine::new();
    let hostname = |text: &str| {
        let file = machine.file("config.toml", text);
        load_in(Some(&file), &machine.surroundings()).unwrap().config.smtp.hostname
    };
    assert_eq!(hostname(""), "guard.example");
    assert_eq!(hostname("smtp.hostname = \"\""), "guard.example");
    assert_eq!(hostname("smtp.hostname = \"mail.firm.example\""), "mail.firm.example");
}

#[test]
fn a_pack_folder_that_is_not_there_is_told() {
    let machine = Machine::new();
    let file = machine.file("config.toml", "rules.paths = [\"packs\"]");
    let warnings = load_in(Some(&file), &machine.surroundings()).unwrap().warnings;
    assert!(warnings[0].to_string().contains("is not a folder; no packs are read from there"), "{warnings:?}");
}

#[cfg(unix)]
#[test]
fn a_password_others_can_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let machine = Machine::new();
    let secret = machine.file("password", "geheim");
    let upstream = "[[upstream]]\nhost = \"a.example\"\nusername = \"anna\"\npassword = { file = \"password\" }\n";
    let file = machine.file("config.toml", upstream);
    let warnings = |mode| {
        fs::set_permissions(&secret, fs::Permissions::from_mode(mode)).unwrap();
        load_in(Some(&file), &machine.surroundings()).unwrap().warnings
    };
    assert!(warnings(0o644)[0].to_string().ends_with("can be read by other users; run chmod 600 on it"));
    assert!(warnings(0o600).is_empty() && warnings(0o640).is_empty());
}

#[test]
fn the_error_of_a_wrong_file_is_its_problems() {
    let machine = Machine::new();
    let file = machine.file("config.toml", "polcy = 1\n[log]\nlevel = \"loud\"\n");
    let error = load_in(Some(&file), &machine.surroundings()).unwrap_err().to_string();
    let told = error.replace(&file.display().to_string(), "config.toml");
    insta::assert_snapshot!(told, @r#"
    config.toml:1:1: unknown key `polcy`; did you mean `policy`?
    config.toml:3:9: unknown value `loud`; there are error, warn, info, debug, trace
    "#);
}
