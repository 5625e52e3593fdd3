#pragma once

#include <algorithm>
#include <array>

#include "drivers/mavlink/field_forms.hpp"
#include "drivers/mavlink/message.hpp"
#include "drivers/mavlink/words.hpp"

// The messages that we know, of the common message set (https://mavlink.io/en/messages/common.html). Values
// are published in SI units but for degrees, °C and percent; angles of attitude remain radians.
namespace weir::mavlink {

namespace fields {

inline constexpr std::array heartbeat{
    plain(u32, "custom_mode"),
    worded("type", "type", vehicle_types),
    worded("autopilot", "autopilot", autopilots),
    message_field{.type = u8, .name = "base_mode", .as = "base_mode", .flag = "armed", .mask = 0x80},
    worded("system_status", "system_status", states),
    unused(u8, "mavlink_version"),
};

inline constexpr std::array sys_status{
    plain(u32, "onboard_control_sensors_present", "sensors_present"),
    plain(u32, "onboard_control_sensors_enabled", "sensors_enabled"),
    plain(u32, "onboard_control_sensors_health", "sensors_health"),
    scaled(u16, "load", "load", 10),
    scaled(u16, "voltage_battery", "voltage", milli, unknown::greatest_u16),
    scaled(i16, "current_battery", "current", centi, unknown::minus_one),
    scaled(u16, "drop_rate_comm", "drop_rate", centi),
    plain(u16, "errors_comm"),
    plain(u16, "errors_count1"),
    plain(u16, "errors_count2"),
    plain(u16, "errors_count3"),
    plain(u16, "errors_count4"),
    counted(i8, "battery_remaining", "remaining", unknown::minus_one),
    extension(plain(u32, "onboard_control_sensors_present_extended", "sensors_present_extended")),
    extension(plain(u32, "onboard_control_sensors_enabled_extended", "sensors_enabled_extended")),
    extension(plain(u32, "onboard_control_sensors_health_extended", "sensors_health_extended")),
};

inline constexpr std::array system_time{
    scaled(u64, "time_unix_usec", "unix_time", 1e6, unknown::zero),
    uptime,
};

inline constexpr std::array gps_raw_int{
    device_time,
    scaled(i32, "lat", "lat", 1e7),
    scaled(i32, "lon", "lon", 1e7),
    scaled(i32, "alt", "alt", milli),
    scaled(u16, "eph", "hdop", 100, unknown::greatest_u16),
    scaled(u16, "epv", "vdop", 100, unknown::greatest_u16),
    scaled(u16, "vel", "speed", centi, unknown::greatest_u16),
    scaled(u16, "cog", "course", centi, unknown::greatest_u16),
    worded("fix_type", "fix", fixes),
    counted(u8, "satellites_visible", "sats", unknown::greatest_u8),
    extension(scaled(i32, "alt_ellipsoid", "alt_ellipsoid", milli, unknown::zero)),
    extension(scaled(u32, "h_acc", "horizontal_accuracy", milli, unknown::zero)),
    extension(scaled(u32, "v_acc", "vertical_accuracy", milli, unknown::zero)),
    extension(scaled(u32, "vel_acc", "speed_accuracy", milli, unknown::zero)),
    extension(scaled(u32, "hdg_acc", "course_accuracy", 1e5, unknown::zero)),
    extension(scaled(u16, "yaw", "yaw", centi, unknown::zero_or_greatest_u16)),
};

inline constexpr std::array attitude{
    uptime,
    plain(f32, "roll"),
    plain(f32, "pitch"),
    plain(f32, "yaw"),
    plain(f32, "rollspeed", "roll_rate"),
    plain(f32, "pitchspeed", "pitch_rate"),
    plain(f32, "yawspeed", "yaw_rate"),
};

inline constexpr std::array local_position_ned{
    uptime,           plain(f32, "x"),  plain(f32, "y"),  plain(f32, "z"),
    plain(f32, "vx"), plain(f32, "vy"), plain(f32, "vz"),
};

inline constexpr std::array global_position_int{
    uptime,
    scaled(i32, "lat", "lat", 1e7),
    scaled(i32, "lon", "lon", 1e7),
    scaled(i32, "alt", "alt", milli),
    scaled(i32, "relative_alt", "relative_alt", milli),
    scaled(i16, "vx", "vx", centi),
    scaled(i16, "vy", "vy", centi),
    scaled(i16, "vz", "vz", centi),
    scaled(u16, "hdg", "heading", centi, unknown::greatest_u16),
};

inline constexpr std::array vfr_hud{
    plain(f32, "airspeed"), plain(f32, "groundspeed"), plain(f32, "alt"),
    plain(f32, "climb"),    plain(i16, "heading"),     plain(u16, "throttle"),
};

inline constexpr std::array command_long{
    plain(f32, "param1"),          plain(f32, "param2"),      plain(f32, "param3"),
    plain(f32, "param4"),          plain(f32, "param5"),      plain(f32, "param6"),
    plain(f32, "param7"),          plain(u16, "command"),     plain(u8, "target_system"),
    plain(u8, "target_component"), plain(u8, "confirmation"),
};

inline constexpr std::array command_ack{
    plain(u16, "command"),
    worded("result", "result", results),
    extension(counted(u8, "progress", "progress", unknown::greatest_u8)),
    extension(plain(i32, "result_param2")),
    extension(plain(u8, "target_system")),
    extension(plain(u8, "target_component")),
};

inline constexpr std::array radio_status{
    plain(u16, "rxerrors", "rx_errors"),
    plain(u16, "fixed"),
    counted(u8, "rssi", "rssi", unknown::greatest_u8),
    counted(u8, "remrssi", "remote_rssi", unknown::greatest_u8),
    plain(u8, "txbuf", "tx_buffer"),
    counted(u8, "noise", "noise", unknown::greatest_u8),
    counted(u8, "remnoise", "remote_noise", unknown::greatest_u8),
};

inline constexpr std::array distance_sensor{
    uptime,
    scaled(u16, "min_distance", "min_distance", centi),
    scaled(u16, "max_distance", "max_distance", centi),
    scaled(u16, "current_distance", "distance", centi),
    worded("type", "type", rangefinders),
    plain(u8, "id", "sensor"),
    plain(u8, "orientation"),
    scaled(u8, "covariance", "variance", 1e4, unknown::greatest_u8),
    extension(unused(f32, "horizontal_fov")),
    extension(unused(f32, "vertical_fov")),
    extension(unused(f32, "quaternion", 4)),
    extension(counted(u8, "signal_quality", "signal_quality", unknown::zero)),
};

inline constexpr std::array battery_status{
    scaled(i32, "current_consumed", "charge_consumed", milli, unknown::minus_one),
    scaled(i32, "energy_consumed", "energy_consumed", 10, unknown::minus_one),
    scaled(i16, "temperature", "temperature", centi, unknown::greatest_i16),
    message_field{.type = u16,
                  .name = "voltages",
                  .count = 10,
                  .as = "cells",
                  .per = milli,
                  .unknown = unknown::greatest_u16,
                  .sum = "voltage"},
    scaled(i16, "current_battery", "current", centi, unknown::minus_one),
    plain(u8, "id", "battery"),
    worded("battery_function", "function", battery_functions),
    worded("type", "type", battery_types),
    counted(i8, "battery_remaining", "remaining", unknown::minus_one),
    extension(counted(i32, "time_remaining", "time_remaining", unknown::zero)),
    extension(worded("charge_state", "charge_state", charge_states, unknown::zero)),
    message_field{.type = u16,
                  .name = "voltages_ext",
                  .count = 4,
                  .extension = true,
                  .as = "cells",
                  .per = milli,
                  .unknown = unknown::zero_or_greatest_u16,
                  .first = 10,
                  .sum = "voltage"},
    extension(worded("mode", "mode", battery_modes)),
    extension(plain(u32, "fault_bitmask", "faults")),
};

inline constexpr std::array home_position{
    scaled(i32, "latitude", "lat", 1e7),
    scaled(i32, "longitude", "lon", 1e7),
    scaled(i32, "altitude", "alt", milli),
    plain(f32, "x"),
    plain(f32, "y"),
    plain(f32, "z"),
    unused(f32, "q", 4),
    plain(f32, "approach_x"),
    plain(f32, "approach_y"),
    plain(f32, "approach_z"),
    extension(device_time),
};

inline constexpr std::array statustext{
    worded("severity", "severity", severities),
    message_field{.type = text, .name = "text", .count = 50, .as = "text"},
    extension(counted(u16, "id", "text_id", unknown::zero)),
    extension(plain(u8, "chunk_seq", "chunk")),
};

}  // namespace fields

// By their numbers, the smallest first.
inline constexpr std::array messages{
    defined(0, "HEARTBEAT", fields::heartbeat),
    defined(1, "SYS_STATUS", fields::sys_status),
    defined(2, "SYSTEM_TIME", fields::system_time),
    defined(24, "GPS_RAW_INT", fields::gps_raw_int),
    defined(30, "ATTITUDE", fields::attitude),
    defined(32, "LOCAL_POSITION_NED", fields::local_position_ned),
    defined(33, "GLOBAL_POSITION_INT", fields::global_position_int),
    defined(74, "VFR_HUD", fields::vfr_hud),
    defined(76, "COMMAND_LONG", fields::command_long),
    defined(77, "COMMAND_ACK", fields::command_ack),
    defined(109, "RADIO_STATUS", fields::radio_status),
    defined(132, "DISTANCE_SENSOR", fields::distance_sensor),
    defined(147, "BATTERY_STATUS", fields::battery_status),
    defined(242, "HOME_POSITION", fields::home_position),
    defined(253, "STATUSTEXT", fields::statustext),
};
static_assert(std::all_of(messages.begin(), messages.end(), is_in_wire_order));

}  // namespace weir::mavlink
