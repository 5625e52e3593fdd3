# 64-bit Debian and Raspberry Pi OS: Pi 3, 4, 5, Zero 2.
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(debian_architecture arm64)
set(triple aarch64-linux-gnu)
set(emulators qemu-aarch64-static qemu-aarch64)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
