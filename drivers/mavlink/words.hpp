#pragma once

#include <array>
#include <string_view>

// The enumerations of the common message set that become words, by their values, in small letters and without
// the prefix that all have.
namespace weir::mavlink {

using word = std::string_view;

// MAV_TYPE
inline constexpr std::array<word, 46> vehicle_types{
    "generic",
    "fixed_wing",
    "quadrotor",
    "coaxial",
    "helicopter",
    "antenna_tracker",
    "gcs",
    "airship",
    "free_balloon",
    "rocket",
    "ground_rover",
    "surface_boat",
    "submarine",
    "hexarotor",
    "octorotor",
    "tricopter",
    "flapping_wing",
    "kite",
    "onboard_controller",
    "vtol_tailsitter_duorotor",
    "vtol_tailsitter_quadrotor",
    "vtol_tiltrotor",
    "vtol_fixedrotor",
    "vtol_tailsitter",
    "vtol_tiltwing",
    "",
    "gimbal",
    "adsb",
    "parafoil",
    "dodecarotor",
    "camera",
    "charging_station",
    "flarm",
    "servo",
    "odid",
    "decarotor",
    "battery",
    "parachute",
    "log",
    "osd",
    "imu",
    "gps",
    "winch",
    "generic_multirotor",
    "illuminator",
    "spacecraft",
};

// MAV_AUTOPILOT
inline constexpr std::array<word, 21> autopilots{
    "generic",
    "",
    "slugs",
    "ardupilotmega",
    "openpilot",
    "generic_waypoints_only",
    "generic_waypoints_and_simple_navigation_only",
    "generic_mission_full",
    "invalid",
    "ppz",
    "udb",
    "fp",
    "px4",
    "smaccmpilot",
    "autoquad",
    "armazila",
    "aerob",
    "asluav",
    "smartap",
    "airrails",
    "reflex",
};

// MAV_STATE
inline constexpr std::array<word, 9> states{"uninit",    "boot",     "calibrating",
                                            "standby",   "active",   "critical",
                                            "emergency", "poweroff", "flight_termination"};

// GPS_FIX_TYPE, in the words of the decoder `nmea` where it has them
inline constexpr std::array<word, 9> fixes{"no_gps", "none", "2d",     "3d", "dgps",
                                           "float",  "rtk",  "static", "ppp"};

// MAV_RESULT
inline constexpr std::array<word, 10> results{"accepted",         "temporarily_rejected",
                                              "denied",           "unsupported",
                                              "failed",           "in_progress",
                                              "cancelled",        "command_long_only",
                                              "command_int_only", "command_unsupported_mav_frame"};

// MAV_SEVERITY
inline constexpr std::array<word, 8> severities{"emergency", "alert",  "critical", "error",
                                                "warning",   "notice", "info",     "debug"};

// MAV_DISTANCE_SENSOR
inline constexpr std::array<word, 5> rangefinders{"laser", "ultrasound", "infrared", "radar", "unknown"};

// MAV_BATTERY_FUNCTION, MAV_BATTERY_TYPE, MAV_BATTERY_CHARGE_STATE, MAV_BATTERY_MODE
inline constexpr std::array<word, 5> battery_functions{"unknown", "all", "propulsion", "avionics", "payload"};
inline constexpr std::array<word, 5> battery_types{"unknown", "lipo", "life", "lion", "nimh"};
inline constexpr std::array<word, 8> charge_states{"undefined", "ok",     "low",       "critical",
                                                   "emergency", "failed", "unhealthy", "charging"};
inline constexpr std::array<word, 3> battery_modes{"unknown", "auto_discharging", "hot_swap"};

}  // namespace weir::mavlink
