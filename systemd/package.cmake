# What is installed where, and the Debian package of it, which systemd/package makes. `package_files`: what is made for that
# beside the program.
include(GNUInstallDirs)
set(WEIR_MAINTAINER "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>" CACHE STRING "Of the package: Name <address>")
if(WEIR_MAINTAINER MATCHES "^ | <>$")
  set(WEIR_MAINTAINER "weir maintainers <maintainers@example.org>")
endif()
# bookworm's 0.1.0~deb12 is older than trixie's 0.1.0~deb13.
file(STRINGS /etc/os-release package_version REGEX "^VERSION_ID=")
string(REGEX REPLACE "VERSION_ID=\"?([0-9]+).*" "${PROJECT_VERSION}~deb\\1" package_version "${package_version}")
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # the tests need not be built
set(made ${PROJECT_BINARY_DIR}/package)
file(MAKE_DIRECTORY ${made})

# package_file(NAME DEPENDS... COMMAND...): makes package/NAME
set(package_files "")
function(package_file name)
  cmake_parse_arguments(PARSE_ARGV 1 its "" "" "DEPENDS;COMMAND")
  add_custom_command(OUTPUT package/${name} COMMAND ${its_COMMAND} > ${made}/${name} DEPENDS ${its_DEPENDS}
                     WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} VERBATIM)
  set(package_files ${package_files} ${made}/${name} PARENT_SCOPE)
endfunction()

package_file(changelog.gz DEPENDS systemd/debian/changelog COMMAND
             sed "1s/(.*)/(${package_version})/" systemd/debian/changelog | gzip -9n)

package_file(commands.md DEPENDS command_line_words COMMAND command_line_words manual)
package_file(weir.1.gz DEPENDS systemd/man-page docs/man/weir.1.md ${made}/commands.md COMMAND
             systemd/man-page docs/man/weir.1.md ${made}/commands.md)
package_file(weir.yaml.5.gz DEPENDS systemd/man-page docs/man/weir.yaml.5.md docs/configuration.md COMMAND
             systemd/man-page docs/man/weir.yaml.5.md docs/configuration.md)
package_file(weir.bash DEPENDS command_line_words COMMAND command_line_words bash)
package_file(_weir DEPENDS command_line_words COMMAND command_line_words zsh)
add_custom_target(package_files DEPENDS ${package_files} schema)

install(TARGETS weir COMPONENT weir)
install(FILES ${made}/weir.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT weir)
install(FILES ${made}/weir.yaml.5.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man5 COMPONENT weir)
install(FILES ${made}/weir.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME weir COMPONENT weir)
install(FILES ${made}/_weir DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT weir)
install(FILES ${PROJECT_BINARY_DIR}/weir.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/weir COMPONENT weir)
install(FILES README.md ${made}/changelog.gz systemd/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT weir)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT weir PATTERN man EXCLUDE)
install(DIRECTORY config/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples COMPONENT weir FILES_MATCHING PATTERN *.yaml)
install(DIRECTORY systemd/drop-ins DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples COMPONENT weir)

install(FILES systemd/weir.service DESTINATION lib/systemd/system COMPONENT service)
install(FILES systemd/weir.sysusers DESTINATION lib/sysusers.d RENAME weir.conf COMPONENT service)
install(DIRECTORY DESTINATION /etc/weir COMPONENT service)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME weir)
set(CPACK_PACKAGE_VERSION ${package_version})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
if(CMAKE_CROSSCOMPILING)
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE ${debian_architecture})
  set(CPACK_WEIR_SYSROOT ${CMAKE_SYSROOT})
endif()
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${WEIR_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "sensor-stream daemon: serial lines and MQTT in, MQTT out")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Reads sensors on serial ports and MQTT topics, decodes what they say (CSV,
JSON, NMEA 0183, DSMR, MAVLink, Modbus, binary structs and more), processes
it and publishes it over MQTT. Runs commands on devices, with deadlines and
answers.

The service starts once there is a valid /etc/weir/weir.yaml.")
# systemd/package adds what it depends on, with the libraries.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "mosquitto, mosquitto-clients, bash-completion")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA)
foreach(script preinst postinst prerm postrm)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_LIST_DIR}/debian/${script})
endforeach()
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
