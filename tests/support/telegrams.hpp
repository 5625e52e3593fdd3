#pragma once

#include <array>
#include <string>
#include <string_view>

// Telegrams of smart meters.
namespace weir::test {

// CRC-16/ARC, bit by bit.
inline unsigned arc(std::string_view bytes) {
    unsigned sum = 0;
    for (const char byte : bytes) {
        sum ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit)
            sum = (sum & 1U) != 0 ? sum >> 1U ^ 0xA001U : sum >> 1U;
    }
    return sum;
}

inline std::string with_line_ends(std::string_view lines) {
    std::string text;
    for (const char c : lines)
        text.append(c == '\n' ? "\r\n" : std::string(1, c));
    return text;
}

// From '/' to '!', as a frame is.
inline std::string telegram(std::string_view objects) {
    return "/ISk5\\2MT382-1000\r\n\r\n" + with_line_ends(objects) + "!";
}

// With its CRC and line end.
inline std::string sealed(const std::string& frame) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    const unsigned sum = arc(frame);
    return frame + hex[sum >> 12U] + hex[sum >> 8U & 15U] + hex[sum >> 4U & 15U] + hex[sum & 15U] + "\r\n";
}

// The example of the DSMR P1 companion standard 5.0.2. (The CRC that is printed there is of another text.)
inline const std::string dsmr_5_frame = telegram(R"(1-3:0.2.8(50)
0-0:1.0.0(101209113020W)
0-0:96.1.1(4B384547303034303436333935353037)
1-0:1.8.1(123456.789*kWh)
1-0:1.8.2(123456.789*kWh)
1-0:2.8.1(123456.789*kWh)
1-0:2.8.2(123456.789*kWh)
0-0:96.14.0(0002)
1-0:1.7.0(01.193*kW)
1-0:2.7.0(00.000*kW)
0-0:96.7.21(00004)
0-0:96.7.9(00002)
1-0:99.97.0(2)(0-0:96.7.19)(101208152415W)(0000000240*s)(101208151004W)(0000000301*s)
1-0:32.32.0(00002)
1-0:52.32.0(00001)
1-0:72.32.0(00000)
1-0:32.36.0(00000)
1-0:52.36.0(00003)
1-0:72.36.0(00000)
0-0:96.13.0(303132333435363738393A3B3C3D3E3F303132333435363738393A3B3C3D3E3F303132333435363738393A3B3C3D3E3F303132333435363738393A3B3C3D3E3F303132333435363738393A3B3C3D3E3F)
1-0:32.7.0(220.1*V)
1-0:52.7.0(220.2*V)
1-0:72.7.0(220.3*V)
1-0:31.7.0(001*A)
1-0:51.7.0(002*A)
1-0:71.7.0(003*A)
1-0:21.7.0(01.111*kW)
1-0:41.7.0(02.222*kW)
1-0:61.7.0(03.333*kW)
1-0:22.7.0(04.444*kW)
1-0:42.7.0(05.555*kW)
1-0:62.7.0(06.666*kW)
0-1:24.1.0(003)
0-1:96.1.0(3232323241424344313233343536373839)
0-1:24.2.1(101209112500W)(12785.123*m3)
)");

// What a Sagemcom meter sent, with the CRC that it sent.
inline const std::string esmr_5_telegram = with_line_ends(R"(/Ene5\XS210 ESMR 5.0

1-3:0.2.8(50)
0-0:1.0.0(171105201324W)
0-0:96.1.1(4530303437303030303037363330383137)
1-0:1.8.1(000051.775*kWh)
1-0:1.8.2(000000.000*kWh)
1-0:2.8.1(000024.413*kWh)
1-0:2.8.2(000000.000*kWh)
0-0:96.14.0(0001)
1-0:1.7.0(00.335*kW)
1-0:2.7.0(00.000*kW)
0-0:96.7.21(00003)
0-0:96.7.9(00001)
1-0:99.97.0(0)(0-0:96.7.19)
1-0:32.32.0(00002)
1-0:32.36.0(00000)
0-0:96.13.0()
1-0:32.7.0(229.0*V)
1-0:31.7.0(001*A)
1-0:21.7.0(00.335*kW)
1-0:22.7.0(00.000*kW)
0-1:24.1.0(003)
0-1:96.1.0(4730303538353330303031313633323137)
0-1:24.2.1(171105201000W)(00016.713*m3)
!8F46
)");

// DSMR 3.0: no CRC, no time of its own, the gas reading in two lines.
inline const std::string dsmr_3_frame = telegram(R"(0-0:96.1.1(4B384547303034303436333935353037)
1-0:1.8.1(12345.678*kWh)
1-0:1.8.2(12345.678*kWh)
1-0:2.8.1(12345.678*kWh)
1-0:2.8.2(12345.678*kWh)
0-0:96.14.0(0002)
1-0:1.7.0(001.19*kW)
1-0:2.7.0(000.00*kW)
0-0:17.0.0(016*A)
0-0:96.3.10(1)
0-0:96.13.1(303132333435363738)
0-0:96.13.0()
0-1:96.1.0(3232323241424344313233343536373839)
0-1:24.1.0(03)
0-1:24.3.0(090212160000)(00)(60)(1)(0-1:24.2.1)(m3)
(00000.000)
0-1:24.4.0(1)
)");

}  // namespace weir::test
