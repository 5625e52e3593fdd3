# What the architectures have in common: Debian's cross compiler, the sysroot that toolchains/sysroot makes of this machine's
# release, and an emulator for what the build and CTest run.
set(CMAKE_SYSTEM_NAME Linux)
file(STRINGS /etc/os-release release REGEX "^VERSION_CODENAME=")
string(REPLACE "VERSION_CODENAME=" "" release "${release}")
get_filename_component(CMAKE_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../build/sysroot/${release}-${debian_architecture} ABSOLUTE)
if(NOT EXISTS ${CMAKE_SYSROOT}/made_of)
  message(FATAL_ERROR "no sysroot in ${CMAKE_SYSROOT}: run toolchains/sysroot ${debian_architecture}")
endif()

set(CMAKE_C_COMPILER ${triple}-gcc)
set(CMAKE_CXX_COMPILER ${triple}-g++)
set(CMAKE_STRIP ${triple}-strip)
set(CMAKE_LIBRARY_ARCHITECTURE ${triple})

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_PATH} "")
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CMAKE_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR} ${CMAKE_SYSROOT}/usr/lib/${triple}/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig)

find_program(WEIR_EMULATOR NAMES ${emulators})
if(WEIR_EMULATOR)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${WEIR_EMULATOR} -L ${CMAKE_SYSROOT})
endif()
