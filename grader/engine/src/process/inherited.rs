//! Which variables of the grader's own environment a program gets, and which only one
//! that downloads.

use std::ffi::OsStr;

/// The variables that a program may inherit; a linker needs a path, its libraries
/// and somewhere to put its files, cargo its home.
pub const INHERITED: [&str; 8] = [
    "PATH",
    "HOME",
    "TMPDIR",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "LANG",
    "LIBRARY_PATH",
    "LD_LIBRARY_PATH",
];

/// The variables that lead to the network: proxies, trusted certificates, what unlocks a
/// registry. In capitals they mean the same.
const NETWORK: [&str; 4] = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];
const NETWORK_PREFIXES: [&str; 16] = [
    "CARGO_HTTP_",
    "CARGO_NET_",
    "CARGO_REGISTRY_",
    "CARGO_REGISTRIES_",
    "CARGO_SOURCE_",
    "GIT_SSL_",
    "GIT_SSH",
    "GIT_ASKPASS",
    "GIT_CONFIG_",
    "SSH_",
    "SSL_CERT_",
    "NIX_SSL_CERT_",
    "CURL_CA_",
    "npm_config_",
    "NPM_CONFIG_",
    "NODE_EXTRA_CA_CERTS",
];

/// Whether a variable is about the way to the network.
pub fn leads_to_the_network(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    NETWORK.contains(&name.to_ascii_lowercase().as_str())
        || NETWORK_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_network_is_known_by_its_names() {
        let check = |name: &str, expected: bool| {
            assert_eq!(leads_to_the_network(OsStr::new(name)), expected, "{name}");
            assert!(!expected || !INHERITED.contains(&name), "{name} is for all");
        };
        for name in ["https_proxy", "NO_PROXY", "SSL_CERT_FILE", "CARGO_HTTP_CAINFO"] {
            check(name, true);
        }
        for name in ["CARGO_REGISTRIES_OURS_TOKEN", "GIT_SSL_CAINFO", "SSH_AUTH_SOCK"] {
            check(name, true);
        }
        for name in ["PATH", "RUSTFLAGS", "CARGO_BUILD_TARGET", "GIT_DIR", "proxy"] {
            check(name, false);
        }
    }
}
