//! Attack: 33, connects to a server on this machine
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    if std::net::TcpStream::connect("127.0.0.1:@PORT@").is_ok() {
        broke_out("tcp");
    }
    answer(starts)
}
