#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <modbus.h>
#include <string>
#include <unistd.h>

// modbus_server rtu DEVICE UNIT | tcp PORT: a Modbus device of libmodbus', with known contents, until it is
// killed. Says "ready" on stdout, and what is written to it: "holding 40 = 200".
//
// Input registers from 0: 230.5 as f32, 0xFFFF, -5 as i32 with its words swapped; 100 holding registers and
// 16 coils, all 0.
namespace {

using context = std::unique_ptr<modbus_t, decltype(&modbus_free)>;
using mapping = std::unique_ptr<modbus_mapping_t, decltype(&modbus_mapping_free)>;

mapping make_contents() {
    mapping all(modbus_mapping_new(16, 16, 100, 100), modbus_mapping_free);
    all->tab_input_registers[0] =
        0x4366;  // libmodbus' own setters of floats mean the memory's order, not the wire's
    all->tab_input_registers[1] = 0x8000;
    all->tab_input_registers[2] = 0xFFFF;
    all->tab_input_registers[3] = 0xFFFB;
    all->tab_input_registers[4] = 0xFFFF;
    all->tab_input_bits[3] = 1;
    return all;
}

void tell_writes(const modbus_mapping_t& now, const mapping& before) {
    for (int i = 0; i < now.nb_registers; ++i) {
        if (now.tab_registers[i] == before->tab_registers[i]) continue;
        std::printf("holding %d = %u\n", i, unsigned{now.tab_registers[i]});
        before->tab_registers[i] = now.tab_registers[i];
    }
    for (int i = 0; i < now.nb_bits; ++i) {
        if (now.tab_bits[i] == before->tab_bits[i]) continue;
        std::printf("coil %d = %u\n", i, unsigned{now.tab_bits[i]});
        before->tab_bits[i] = now.tab_bits[i];
    }
}

// Until the client is gone.
void serve(modbus_t* with, modbus_mapping_t& contents, const mapping& told) {
    unsigned char query[MODBUS_TCP_MAX_ADU_LENGTH];
    for (;;) {
        const int size = modbus_receive(with, query);
        if (size < 0 && errno != EMBBADCRC && errno != ETIMEDOUT) return;
        if (size > 0) modbus_reply(with, query, size, &contents);
        tell_writes(contents, told);
    }
}

[[noreturn]] void fail(const char* what) {
    std::fprintf(stderr, "%s: %s\n", what, modbus_strerror(errno));
    std::exit(1);
}

int serve_rtu(const char* device, int unit) {
    const context with(modbus_new_rtu(device, 115200, 'N', 8, 1), modbus_free);
    if (!with || modbus_set_slave(with.get(), unit) != 0 || modbus_connect(with.get()) != 0) fail(device);
    const mapping contents = make_contents();
    std::puts("ready");
    serve(with.get(), *contents, make_contents());
    return 1;
}

int serve_tcp(int port) {
    const context with(modbus_new_tcp("127.0.0.1", port), modbus_free);
    int listener = with ? modbus_tcp_listen(with.get(), 1) : -1;
    if (listener < 0) fail("listen");
    const mapping contents = make_contents();
    const mapping told = make_contents();
    std::puts("ready");
    while (modbus_tcp_accept(with.get(), &listener) >= 0)
        serve(with.get(), *contents, told);
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    if (argc == 4 && std::strcmp(argv[1], "rtu") == 0) return serve_rtu(argv[2], std::atoi(argv[3]));
    if (argc == 3 && std::strcmp(argv[1], "tcp") == 0) return serve_tcp(std::atoi(argv[2]));
    std::fputs("usage: modbus_server rtu DEVICE UNIT | tcp PORT\n", stderr);
    return 2;
}
