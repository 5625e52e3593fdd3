# 32-bit Debian, ARMv7 with hard float: the same Pis with a 32-bit system, and the Pi 2; not the Pi 1 and Zero, which are ARMv6.
set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(debian_architecture armhf)
set(triple arm-linux-gnueabihf)
set(emulators qemu-arm-static qemu-arm)
set(CMAKE_CXX_FLAGS_INIT -Wno-psabi)  # notes that g++ 7 passed some arguments otherwise
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
