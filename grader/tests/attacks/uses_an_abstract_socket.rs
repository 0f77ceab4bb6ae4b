//! Attack: 33, connects to a socket that has no file
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    use std::os::linux::net::SocketAddrExt;
    let address = std::os::unix::net::SocketAddr::from_abstract_name("@ABSTRACT@");
    if address.is_ok_and(|a| std::os::unix::net::UnixStream::connect_addr(&a).is_ok()) {
        broke_out("abstract socket");
    }
    answer(starts)
}
