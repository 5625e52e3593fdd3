#include "config/sections_ports.hpp"

#include <array>
#include <string_view>

namespace weir {

namespace {

constexpr std::array<std::string_view, 3> parity_names{"none", "even", "odd"};
constexpr std::array<std::string_view, 3> flow_names{"none", "rtscts", "xonxoff"};
constexpr std::array<std::string_view, 2> speed_names{"1", "max"};

constexpr shape some_text{.is = kind::text, .min = 1, .max = 4096};

constexpr shape rs485_delay{.is = kind::duration, .min = 0, .max = 0.1};

constexpr std::array rs485_keys{
    option{.name = "rts_on_send",
           .form = {.is = kind::boolean},
           .preset = "true",
           .help = "RTS is high while sending and low otherwise; `false` is the reverse"},
    option{.name = "delay_before_send",
           .form = rs485_delay,
           .preset = "0ms",
           .help = "from RTS to the first byte, in whole milliseconds"},
    option{.name = "delay_after_send",
           .form = rs485_delay,
           .preset = "0ms",
           .help = "from the last byte to RTS, in whole milliseconds"},
    option{.name = "receive_during_send",
           .form = {.is = kind::boolean},
           .preset = "false",
           .help = "what is sent is read as well"},
    option{.name = "terminate",
           .form = {.is = kind::boolean},
           .preset = "false",
           .help = "the port's own terminating resistor, where it has one that can be switched"},
};
constexpr shape plain_rs485{.is = kind::boolean};
constexpr std::array quarantine_keys{
    option{.name = "file",
           .form = some_text,
           .help = "the file they are written to, a JSON object a line; relative to this file's folder"},
    option{
        .name = "max",
        .form = {.is = kind::size, .min = 4096, .max = 1024.0 * 1024 * 1024},
        .preset = "1MiB",
        .help = "how long the file may grow; then it is renamed to FILE.1, in the place of the one before"},
    option{.name = "topic",
           .form = {.is = kind::text, .min = 1, .max = 65535},
           .help =
               "the topic they are published to, at most ten a second: a template with `{prefix}`, `{node}` "
               "and `{port}`; `{prefix}/{node}/port/{port}/bad` when neither this nor `file` is given"},
};

constexpr std::array port_keys{
    option{.name = "path",
           .form = some_text,
           .help = "the device, best one of /dev/serial/by-id/; a port has one of this, `usb`, `tcp`, "
                   "`simulate` and `replay`"},
    option{.name = "usb",
           .form = some_text,
           .help = "the USB adapter `VID:PID` or `VID:PID:SERIAL`, wherever it is plugged in and whatever "
                   "name it gets"},
    option{.name = "interface",
           .form = {.is = kind::integer, .min = 0, .max = 255},
           .help = "which of the adapter's interfaces, when it has several ports; with `usb` only"},
    option{.name = "usb_path",
           .form = {.is = kind::text, .min = 1, .max = 64},
           .help = "the socket it is plugged into, such as `1-1.2`; with `usb` only"},
    option{.name = "tcp",
           .form = {.is = kind::text, .min = 1, .max = 512},
           .help = "`host:port` of a converter that gives a serial line's raw bytes: ser2net, ESP-Link"},
    option{.name = "connect_timeout",
           .form = {.is = kind::duration, .min = 0.1, .max = 60},
           .preset = "5s",
           .help = "how long a connection may take, the look-up of the name included; with `tcp` only"},
    option{.name = "simulate",
           .form = {.is = kind::component, .from = slot::device},
           .help = "a device that is not there, for trying weir without hardware"},
    option{.name = "replay",
           .form = some_text,
           .help =
               "a file of `weir record` (see [recording](recording.md)): what was read then is read again; "
               "relative to this file's folder"},
    option{.name = "speed",
           .form = {.is = kind::choice, .choices = speed_names},
           .preset = "1",
           .help = "`1`: the recording's own pace; `max`: as fast as it is read; with `replay` only"},
    option{.name = "reopen",
           .form = {.is = kind::boolean},
           .preset = "false",
           .help =
               "whether a device that has said nothing for its source's `stale_after` counts as lost, and "
               "is opened anew"},
    option{.name = "baud",
           .form = {.is = kind::integer, .unit = "Bd", .min = 50, .max = 4'000'000},
           .preset = "9600",
           .help = "speed of the line"},
    option{.name = "data_bits",
           .form = {.is = kind::integer, .unit = "bits", .min = 5, .max = 8},
           .preset = "8",
           .help = "data bits of a character"},
    option{.name = "parity",
           .form = {.is = kind::choice, .choices = parity_names},
           .preset = "none",
           .help = "parity bit of a character"},
    option{.name = "stop_bits",
           .form = {.is = kind::integer, .unit = "bits", .min = 1, .max = 2},
           .preset = "1",
           .help = "stop bits of a character"},
    option{.name = "flow_control",
           .form = {.is = kind::choice, .choices = flow_names},
           .preset = "none",
           .help = "`rtscts` by two wires, `xonxoff` by two characters"},
    option{.name = "low_latency",
           .form = {.is = kind::boolean},
           .preset = "false",
           .help = "the driver hands on at once what arrives; an FTDI adapter else gathers for 16 ms"},
    option{.name = "dtr",
           .form = {.is = kind::boolean},
           .help = "the line DTR once the port is open; the kernel raises it when it opens"},
    option{.name = "rts", .form = {.is = kind::boolean}, .help = "the same for RTS"},
    option{.name = "reset_on_open",
           .form = {.is = kind::boolean},
           .preset = "false",
           .help = "DTR goes down for 50 ms at each opening, which starts an Arduino anew"},
    option{.name = "hang_up_on_close",
           .form = {.is = kind::boolean},
           .preset = "false",
           .help = "DTR and RTS go down at the close; else they stay up, and an Arduino keeps running"},
    option{.name = "rs485",
           .form = {.is = kind::group, .members = rs485_keys, .or_else = &plain_rs485},
           .help = "two-wire RS-485 with the port's own RTS as the direction; `true` for all defaults"},
    option{.name = "gap",
           .form = {.is = kind::duration, .min = 0, .max = 10},
           .help = "the silence before each request or command; not given, that of Modbus RTU (3.5 "
                   "characters) where it is spoken, else none"},
    option{.name = "echo",
           .form = {.is = kind::boolean},
           .preset = "false",
           .help =
               "what is written comes back, as with many two-wire adapters: it is taken out of what is read"},
    option{.name = "frame",
           .form = {.is = kind::component, .from = slot::framer},
           .preset = "line",
           .help = "how the stream is cut into frames; `{delimiter, max, checksum}` alone means `line`; "
                   "what its sources' decoders want when not given"},
    option{.name = "quarantine",
           .form = {.is = kind::group, .members = quarantine_keys},
           .help = "where frames are kept that were refused; nowhere when not given"},
};

}  // namespace

const shape port_form{.is = kind::group, .members = port_keys};

}  // namespace weir
