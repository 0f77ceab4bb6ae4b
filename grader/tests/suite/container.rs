//! A root of its own, as a container has one: the system's programs to read, a few folders
//! to write, no network, and an image that is made by its recipe.

use crate::course::{GRADE, Ran, ran};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// No run may take longer, in seconds.
const RUN_MAX_S: &str = "570";
/// What stands in a new root, besides what is mounted.
const FOLDERS: [&str; 11] = [
    "proc",
    "sys",
    "dev",
    "tmp",
    "root",
    "etc",
    "home",
    "course",
    "usr/local/bin",
    "usr/local/cargo/bin",
    "usr/local/cargo/registry",
];
/// Gives up the root that it has, for the first argument. The second is the toolchain, the
/// third cargo's registry.
const ENTER: &str = r#"
set -euo pipefail
root=$1 toolchain=$2 registry=$3
shift 3
mount --make-rprivate /
mount --bind "$root" "$root"
shown() { mkdir -p "$2"; mount --bind "$1" "$2"; mount -o remount,bind,ro "$2"; }
for folder in bin sbin lib lib32 lib64 include libexec share; do
    [ ! -d "/usr/$folder" ] || shown "/usr/$folder" "$root/usr/$folder"
    [ ! -L "/$folder" ] || ln -sfn "usr/$folder" "$root/$folder"
done
shown "$toolchain" "$root/usr/local/toolchain"
[ ! -d "$registry" ] || mount --bind "$registry" "$root/usr/local/cargo/registry"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir -p "$root/dev/shm" "$root/.old"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
cd "$root"
pivot_root . .old
umount -l /.old
exec "$@"
"#;

/// A root, and the image in it.
pub struct Root {
    path: PathBuf,
}

/// In which folder, as which user and with which variables a program runs in a root.
pub struct Inside<'a> {
    pub folder: &'a str,
    /// `None` is root.
    pub user: Option<u32>,
    pub variables: &'a [(&'a str, &'a str)],
}

impl Root {
    /// What a machine lacks for a root; nothing where it lacks nothing.
    pub fn missing() -> Option<&'static str> {
        if !nix::unistd::geteuid().is_root() {
            return Some("needs root");
        }
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--net", "--pid", "--fork", "mount", "-t", "tmpfs", "t", "/mnt"]);
        let works = unshare.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        (!works).then_some("needs `unshare` with mounts and a network of its own")
    }

    /// An empty root. What exercises were built with stays between runs.
    pub fn empty() -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("container");
        empty_but(&path, "course");
        for folder in FOLDERS {
            fs::create_dir_all(path.join(folder)).expect("a folder of ours");
        }
        let root = Self { path };
        fs::set_permissions(&root.path, fs::Permissions::from_mode(0o755)).expect("ours");
        root.write("etc/passwd", "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n");
        root.write("etc/group", "root:x:0:\nnogroup:x:65534:\n");
        let copied = Command::new("cp")
            .args(["-a", "/etc/alternatives", "/etc/ld.so.cache", "/etc/login.defs"])
            .arg(root.path.join("etc"))
            .stderr(Stdio::null())
            .status();
        copied.expect("`cp` starts");
        for program in ["cargo", "rustc"] {
            let place = root.path.join("usr/local/cargo/bin").join(program);
            symlink(format!("/usr/local/toolchain/bin/{program}"), place).expect("ours");
        }
        root
    }

    /// Makes the image by its recipe, as far as that goes without a network: what comes from
    /// a registry is the system's own, and `grade` is the program under test.
    pub fn build(&self, image: &Path) {
        empty_but(&self.path.join("course"), "target");
        let grade = self.path.join("usr/local/bin/grade");
        fs::copy(GRADE, &grade).expect("ours");
        let recipe = fs::read_to_string(image.join("Dockerfile")).expect("it has a recipe");
        let mut folder = "/".to_owned();
        for step in recipe.replace("\\\n", " ").lines() {
            let Some((word, rest)) = step.split_once(' ') else { continue };
            match word {
                "COPY" => {
                    let (from, to) = rest.split_once(' ').expect("from and to");
                    let to = self.path.join(to.trim_start_matches('/'));
                    let from = image.join(from);
                    let from = if from.is_dir() { from.join(".") } else { from };
                    let mut copy = Command::new("cp");
                    copy.arg("-r").arg(from).arg(to);
                    assert!(copy.status().expect("`cp` starts").success(), "{step}");
                }
                "WORKDIR" => rest.clone_into(&mut folder),
                "RUN" if !rest.contains("apt-get") && !rest.contains("cargo build") => {
                    let inside = Inside { folder: &folder, user: None, variables: &[] };
                    let ran = self.run(&inside, &["sh", "-ec", rest]);
                    assert_eq!(ran.code, 0, "{step}\n{}{}", ran.stdout, ran.stderr);
                }
                _ => {}
            }
        }
    }

    /// The place of a path of the root.
    pub fn at(&self, path: &str) -> PathBuf {
        self.path.join(path.trim_start_matches('/'))
    }

    pub fn write(&self, path: &str, text: &str) {
        let place = self.at(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("ours");
        fs::write(place, text).expect("ours");
    }

    /// Has `rustc` lead to a compiler, or to nothing.
    pub fn link_compiler(&self, target: &str) {
        let place = self.at("usr/local/cargo/bin/rustc");
        let _ = fs::remove_file(&place);
        symlink(target, place).expect("ours");
    }

    /// Runs a program in the root, with no network and no variables but these.
    pub fn run(&self, inside: &Inside, arguments: &[&str]) -> Ran {
        let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output();
        let sysroot = String::from_utf8(sysroot.expect("`rustc` starts").stdout).expect("a path");
        let own = || Path::new(&std::env::var_os("HOME").expect("a home")).join(".cargo");
        let home = std::env::var_os("CARGO_HOME").map_or_else(own, PathBuf::from);
        let mut command = Command::new("timeout");
        command.args(["-k", "5", RUN_MAX_S, "unshare", "--mount", "--net", "--pid", "--ipc"]);
        command.args(["--uts", "--fork", "--kill-child", "bash", "-c", ENTER, "bash"]);
        command.arg(&self.path).arg(sysroot.trim()).arg(home.join("registry"));
        command.args(["env", "-i", "-C", inside.folder, "HOME=/root", "LC_ALL=C.UTF-8"]);
        command.arg("PATH=/usr/local/cargo/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        command.arg("CARGO_HOME=/usr/local/cargo").arg("CARGO_NET_OFFLINE=true");
        command.args(inside.variables.iter().map(|(name, value)| format!("{name}={value}")));
        if let Some(user) = inside.user {
            command.args(["setpriv", "--clear-groups"]);
            command.args([format!("--reuid={user}"), format!("--regid={user}")]);
        }
        let output = command.args(arguments).stdin(Stdio::null()).output();
        ran(&output.expect("`timeout` starts"))
    }
}

/// Removes all that lies in a folder but one entry.
fn empty_but(folder: &Path, kept: &str) {
    for old in fs::read_dir(folder).into_iter().flatten().flatten() {
        if old.file_name() != kept {
            let is_folder = old.file_type().is_ok_and(|kind| kind.is_dir());
            let old = old.path();
            let gone = if is_folder { fs::remove_dir_all(old) } else { fs::remove_file(old) };
            gone.expect("ours");
        }
    }
}
