//! Attack: 33, sends a datagram
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    if let Ok(socket) = std::net::UdpSocket::bind("127.0.0.1:0") {
        if socket.send_to(b"secret", "127.0.0.1:@PORT@").is_ok() {
            broke_out("udp");
        }
    }
    answer(starts)
}
