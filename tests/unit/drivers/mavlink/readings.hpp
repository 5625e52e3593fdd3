#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Payloads of each message and what they say.
namespace weir::test {

inline const std::string one = " system=1 component=1 ";

struct reading {
    std::uint8_t id;
    std::uint8_t crc_extra;
    std::string_view payload;
    std::string expected;
};

inline const reading readings[] = {
    {0, 50, "00000000 02 0c d1 04 03",
     "message='HEARTBEAT'" + one +
         "custom_mode=0 type='quadrotor' autopilot='px4' base_mode=209 armed=true system_status='active'"},
    {0, 50, "ffffffff ff 01 00 09 03",
     "message='HEARTBEAT'" + one +
         "custom_mode=4294967295 type=255 autopilot=1 base_mode=0 armed=false system_status=9"},
    {1, 124, "1f0000000f0000000700000059012b31d20496000100020003000400050057",
     "message='SYS_STATUS'" + one +
         "sensors_present=31 sensors_enabled=15 sensors_health=7 load=34.5 voltage=12.587 current=12.34 "
         "drop_rate=1.5 errors_comm=1 errors_count1=2 errors_count2=3 errors_count3=4 errors_count4=5 "
         "remaining=87 sensors_present_extended=0 sensors_enabled_extended=0 sensors_health_extended=0"},
    {1, 124, "0000000000000000000000000000ffffffff000000000000000000000000ff",
     "message='SYS_STATUS'" + one +
         "sensors_present=0 sensors_enabled=0 sensors_health=0 load=0.0 voltage=null current=null "
         "drop_rate=0.0 errors_comm=0 errors_count1=0 errors_count2=0 errors_count3=0 errors_count4=0 "
         "remaining=null sensors_present_extended=0 sensors_enabled_extended=0 sensors_health_extended=0"},
    {2, 137, "40222018240a0600cd810100",
     "message='SYSTEM_TIME'" + one + "unix_time=1700000000.123456 uptime=98.765"},
    {2, 137, "0000000000000000cd810100", "message='SYSTEM_TIME'" + one + "unix_time=null uptime=98.765"},
    {2, 137, "ffffffffffffffffffffffff",
     "message='SYSTEM_TIME'" + one + "unix_time=18446744073709.55 uptime=4294967.295"},
    {24, 24, "87d61200000000004a52401c43f41705bb7207007900ffffd2041e46030e",
     "message='GPS_RAW_INT'" + one +
         "device_time=1.234567 lat=47.3977418 lon=8.5455939 alt=488.123 hdop=1.21 vdop=null speed=12.34 "
         "course=179.5 fix='3d' sats=14 alt_ellipsoid=null horizontal_accuracy=null vertical_accuracy=null "
         "speed_accuracy=null course_accuracy=null yaw=null"},
    {24, 24,
     "87d61200000000004a52401c43f41705bb7207007900ffffd2041e46060e"
     "532a0800dc050000c40900002c01000048e80100a08c",
     "message='GPS_RAW_INT'" + one +
         "device_time=1.234567 lat=47.3977418 lon=8.5455939 alt=488.123 hdop=1.21 vdop=null speed=12.34 "
         "course=179.5 fix='rtk' sats=14 alt_ellipsoid=535.123 horizontal_accuracy=1.5 "
         "vertical_accuracy=2.5 speed_accuracy=0.3 course_accuracy=1.25 yaw=360.0"},
    {30, 39, "dc050000cdcccc3d000080bec3f548400ad7233c0ad7a3bc0000003f",
     "message='ATTITUDE'" + one +
         "uptime=1.5 roll=0.1 pitch=-0.25 yaw=3.14 roll_rate=0.01 pitch_rate=-0.02 yaw_rate=0.5"},
    {30, 39, "dc0500000000c07f0000807fc3f548400ad7233c0ad7a3bc0000003f",
     "message='ATTITUDE'" + one +
         "uptime=1.5 roll=null pitch=null yaw=3.14 roll_rate=0.01 pitch_rate=-0.02 yaw_rate=0.5"},
    {32, 185, "dc0500000000c03f000010c0000028c10000003f000000bf0000003e",
     "message='LOCAL_POSITION_NED'" + one + "uptime=1.5 x=1.5 y=-2.25 z=-10.5 vx=0.5 vy=-0.5 vz=0.125"},
    {33, 104, "dc0500003b07d0eb20b5205a40e9080024faffff83fffa00fbffaa69",
     "message='GLOBAL_POSITION_INT'" + one +
         "uptime=1.5 lat=-33.8688197 lon=151.209296 alt=584.0 relative_alt=-1.5 vx=-1.25 vy=2.5 vz=-0.05 "
         "heading=270.5"},
    {33, 104, "dc05000000000000000000000000000000000000000000000000ffff",
     "message='GLOBAL_POSITION_INT'" + one +
         "uptime=1.5 lat=0.0 lon=0.0 alt=0.0 relative_alt=0.0 vx=0.0 vy=0.0 vz=0.0 heading=null"},
    {74, 20, "00007841000064413333f042000000bf0f013700",
     "message='VFR_HUD'" + one +
         "airspeed=15.5 groundspeed=14.25 alt=120.1 climb=-0.5 heading=271 throttle=55"},
    {77, 143, "900104",
     "message='COMMAND_ACK'" + one +
         "command=400 result='failed' progress=0 result_param2=0 target_system=0 target_component=0"},
    {77, 143, "1600 0b ff f9ffffff ff be",
     "message='COMMAND_ACK'" + one +
         "command=22 result=11 progress=null result_param2=-7 target_system=255 target_component=190"},
    {109, 185, "03000200b4af6328ff",
     "message='RADIO_STATUS'" + one +
         "rx_errors=3 fixed=2 rssi=180 remote_rssi=175 tx_buffer=99 noise=40 remote_noise=null"},
    {132, 85, "dc0500001400a00fd204000119ff",
     "message='DISTANCE_SENSOR'" + one +
         "uptime=1.5 min_distance=0.2 max_distance=40.0 distance=12.34 type='laser' sensor=1 orientation=25 "
         "variance=null signal_quality=null"},
    {132, 85, "dc0500001400a00fd20403011904cdcccc3dcdcc4c3e0000803f00000000000000000000000058",
     "message='DISTANCE_SENSOR'" + one +
         "uptime=1.5 min_distance=0.2 max_distance=40.0 distance=12.34 type='radar' sensor=1 orientation=25 "
         "variance=4e-04 signal_quality=88"},
    {147, 154, "e204000068010000e60968105e106d10ffffffffffffffffffffffffffff370300010154",
     "message='BATTERY_STATUS'" + one +
         "charge_consumed=1.25 energy_consumed=36.0 temperature=25.34 voltage=12.595 cells.0=4.2 "
         "cells.1=4.19 cells.2=4.205 current=8.23 battery=0 function='all' type='lipo' remaining=84 "
         "time_remaining=null charge_state=null mode='unknown' faults=0"},
    {147, 154,
     "ffffffffffffffffff7fa00fa00fa00fa00fa00fa00fa00fa00fa00fa00fffff020203ff5802000002a10fa20f0000000002050"
     "00000",
     "message='BATTERY_STATUS'" + one +
         "charge_consumed=null energy_consumed=null temperature=null voltage=48.003 cells.0=4.0 cells.1=4.0 "
         "cells.2=4.0 cells.3=4.0 cells.4=4.0 cells.5=4.0 cells.6=4.0 cells.7=4.0 cells.8=4.0 cells.9=4.0 "
         "current=null battery=2 function='propulsion' type='lion' remaining=null time_remaining=600 "
         "charge_state='low' cells.10=4.001 cells.11=4.002 mode='hot_swap' faults=5"},
    {147, 154, "ffffffffffffffffff7fffffffffffffffffffffffffffffffffffffffffffff000000ff",
     "message='BATTERY_STATUS'" + one +
         "charge_consumed=null energy_consumed=null temperature=null voltage=null current=null battery=0 "
         "function='unknown' type='unknown' remaining=null time_remaining=null charge_state=null "
         "mode='unknown' faults=0"},
    {242, 104,
     "4a52401c43f41705407207000000803f00000040000040400000803f000000000000000000000000000080400000a0400000c0c"
     "0",
     "message='HOME_POSITION'" + one +
         "lat=47.3977418 lon=8.5455939 alt=488.0 x=1.0 y=2.0 z=3.0 approach_x=4.0 approach_y=5.0 "
         "approach_z=-6.0 device_time=null"},
    {253, 83,
     "0450726541726d3a20475053206e6f74206865616c746879000000000000000000000000000000000000000000000000000000",
     "message='STATUSTEXT'" + one + "severity='warning' text='PreArm: GPS not healthy' text_id=null chunk=0"},
    {253, 83,
     "06"
     "7878787878787878787878787878787878787878787878787878"
     "787878787878787878787878787878787878787878787878"
     "070001",
     "message='STATUSTEXT'" + one + "severity='info' text='" + std::string(50, 'x') + "' text_id=7 chunk=1"},
    {253, 83,
     "0941ff0a4200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
     "message='STATUSTEXT'" + one + "severity=9 text='A??B' text_id=null chunk=0"},
};

}  // namespace weir::test
