#!/usr/bin/env bash
# Run once, when the image is built, with the network: everything that a grading needs.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends build-essential ca-certificates curl
if ! command -v cargo >/dev/null && [ ! -x "$HOME/.cargo/bin/cargo" ]; then
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs |
        sh -s -- -y --profile minimal --default-toolchain stable
fi
export PATH="$HOME/.cargo/bin:$PATH"
cd "${AUTOGRADER:-/autograder}/source/course"
cargo build --release --locked --package grader --bin grade
# Compiles the judge and all crates, and shows that the course is sound here.
target/release/grade MY_TOPIC --solution --quick --yes
