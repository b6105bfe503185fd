#!/usr/bin/env bash
# Makes leaf-aarch64 and leaf-aarch64.record of leaf.c: needs gcc-aarch64-linux-gnu and qemu-user.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
aarch64-linux-gnu-gcc -O2 -fomit-frame-pointer -fno-optimize-sibling-calls -fno-stack-protector \
  -ffreestanding -nostdlib -static -fasynchronous-unwind-tables \
  -Wl,-z,max-page-size=4096 -Wl,--build-id=none -Wl,--eh-frame-hdr -o leaf-aarch64 leaf.c
qemu-aarch64 ./leaf-aarch64 > leaf-aarch64.record
