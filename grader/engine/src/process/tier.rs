//! How well this system keeps a program apart: found by trying the attacks, from
//! inside, on canaries of our own. Version numbers prove nothing.

use super::enclosure::Enclosure;
use super::limits::refused;
use super::{Isolation, Limits, Program, Spawner, temporary_folder, unusable_for_moments};
use crate::fault::Fault;
use nix::sys::signal::kill;
use nix::unistd::{Pid, setsid};
use std::fs;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// The first argument that makes `grade` try to break out.
pub const ATTACK: &str = "__attack";
const LIMITS: Limits = Limits { time_wall_s: 5.0, memory_peak_mib: 256 };

/// How well programs are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Processes of their own, limits, a clean environment.
    Basic,
    /// Every attack that we tried from inside failed.
    Strong,
    /// The same, and there is no network to attack.
    Full,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The tier.
    pub tier: Tier,
    /// The attacks that succeeded, in words.
    pub open: Vec<String>,
}

/// Names and what it means if they succeed.
const ATTACKS: [(&str, &str); 10] = [
    ("read", "read a file outside"),
    ("write", "write a file outside"),
    ("tcp", "connect by TCP"),
    ("udp", "send by UDP"),
    ("signal", "send a signal to the grader"),
    ("start", "start a program"),
    ("session", "leave its process group"),
    ("memory", "write to /proc/self/mem"),
    ("others", "see other processes"),
    ("powers", "use the powers of root"),
];

/// Tries to break out of an enclosure.
pub fn find(spawner: &Spawner) -> Result<Found, Fault> {
    let open = ["everything: it is turned off".to_owned()];
    if spawner.isolation == Isolation::Off {
        return Ok(Found { tier: Tier::Basic, open: open.to_vec() });
    }
    let prepare = |error| refused("prepare the isolation's test", &error);
    let folder = temporary_folder()?;
    let canary = folder.path().join("canary");
    fs::write(&canary, "alive").map_err(|error| unusable_for_moments(&error))?;
    let listener = TcpListener::bind("127.0.0.1:0").map_err(prepare)?;
    let port = listener.local_addr().map_err(prepare)?.port();
    let program = Program::new(&spawner.launcher, Path::new("/"))
        .arg(ATTACK)
        .arg(&canary)
        .arg(port.to_string())
        .arg(std::process::id().to_string())
        .enclosed(Enclosure::candidate(&spawner.launcher));
    // What cannot be required must still be told.
    let trying = Spawner { isolation: Isolation::Auto, ..spawner.clone() };
    let finished = trying.run(&program, LIMITS)?;
    let said: Vec<&str> = finished.stdout.lines().collect();
    if said.last() != Some(&"done") {
        let what = format!("the isolation's test broke off: {}", finished.end());
        return Err(Fault::new(what, "`--isolation off` grades without"));
    }
    let succeeded = ATTACKS.iter().filter(|(name, _)| said.contains(name));
    let open: Vec<String> = succeeded.map(|(_, meaning)| (*meaning).to_owned()).collect();
    let tier = match (open.is_empty(), said.contains(&"network")) {
        (false, _) => Tier::Basic,
        (true, true) => Tier::Strong,
        (true, false) => Tier::Full,
    };
    Ok(Found { tier, open })
}

/// What `grade __attack CANARY PORT VICTIM` does: tries the attacks, and names
/// those that succeed, to be printed.
pub fn attack(mut arguments: impl Iterator<Item = std::ffi::OsString>) -> Vec<&'static str> {
    let mut word = || arguments.next().unwrap_or_default().to_string_lossy().into_owned();
    let (canary, port, victim) = (word(), word(), word());
    let tcp = || {
        TcpStream::connect_timeout(
            &format!("127.0.0.1:{port}").parse().ok()?,
            Duration::from_millis(200),
        )
        .ok()
    };
    let udp =
        || UdpSocket::bind("127.0.0.1:0").ok()?.send_to(b"x", format!("127.0.0.1:{port}")).ok();
    let own = std::process::id().to_string();
    let others = || {
        let names = fs::read_dir("/proc").ok()?.flatten();
        let mut names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.find(|name| name.parse::<u32>().is_ok() && *name != own)
    };
    let victim = victim.parse().map_or(i32::MAX, |id: i32| id);
    let tried = [
        ("read", fs::read(&canary).is_ok()),
        ("write", fs::write(&canary, "dead").is_ok()),
        ("tcp", tcp().is_some()),
        ("udp", udp().is_some()),
        ("signal", kill(Pid::from_raw(victim), None).is_ok()),
        ("start", Command::new("/bin/true").status().is_ok()),
        ("session", setsid().is_ok()),
        ("memory", fs::OpenOptions::new().write(true).open("/proc/self/mem").is_ok()),
        ("others", others().is_some()),
        ("powers", has_powers()),
        // Not an attack: whether there is a network at all.
        (
            "network",
            fs::read_to_string("/proc/self/net/dev").is_ok_and(|text| text.lines().count() > 3),
        ),
    ];
    let succeeded = tried.into_iter().filter(|(_, succeeded)| *succeeded).map(|(name, _)| name);
    succeeded.chain(["done"]).collect()
}

/// Whether this process may do what only root may: a user namespace takes that
/// away, and without one the grader must not run as root.
fn has_powers() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let powers = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    powers.is_some_and(|mask| mask.trim().chars().any(|digit| digit != '0'))
}
