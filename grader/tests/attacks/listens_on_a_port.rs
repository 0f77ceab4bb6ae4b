//! Attack: 33, waits for connections
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    if std::net::TcpListener::bind("127.0.0.1:0").is_ok() {
        broke_out("listener");
    }
    if std::os::unix::net::UnixListener::bind("@FOLDER@/socket").is_ok() {
        broke_out("socket");
    }
    answer(starts)
}
