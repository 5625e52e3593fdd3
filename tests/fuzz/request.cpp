#include "daemon/command/request.hpp"

#include "tests/fuzz/invariants.hpp"

namespace weir::test {
namespace {

param_settings param(const char* name, param_type type) {
    param_settings made;
    made.name = name;
    made.type = type;
    return made;
}

std::vector<command_settings> commands() {
    std::vector<command_settings> all(3);
    all[0].params = {param("n", param_type::number)};
    all[0].params[0].max = 50;
    all[1].params = {param("mode", param_type::choice), param("on", param_type::boolean),
                     param("steps", param_type::integer), param("label", param_type::text)};
    all[1].params[0].choices = {"FAST", "SLOW"};
    all[1].params[3].pattern = "[a-z]*";
    all[1].params[3].preset = value(std::string("none"));
    all[2].params = {param("text", param_type::text)};
    all[2].delimiter = ";";
    for (command_settings& each : all) {
        each.port = 0;
        each.max_age = each.timeout = std::chrono::seconds(1);
    }
    return all;
}

bool is_sendable(const std::string& text) {
    return text.find_first_of(std::string_view("\n\r\t\0;", 5)) == text.npos;
}

// The first byte chooses the command and what MQTT 5 says beside.
void check_request(std::string_view data) {
    static const std::vector<command_settings> all = commands();
    if (data.empty()) return;
    const auto head = static_cast<unsigned char>(data[0]);
    const command_settings* command = head % 4 == 3 ? nullptr : &all[head % 4];
    incoming message("weir/b/cmd/c", std::string(data.substr(1)), 1, false);
    message_properties with;
    if ((head & 8U) != 0) with.response_topic = std::string(data.substr(1, 20));
    if ((head & 16U) != 0) with.correlation = std::string(data.substr(1, 20));
    message.properties = std::make_shared<const message_properties>(with);
    const present when{monotonic_time(std::chrono::seconds(1000)),
                       wall_time(std::chrono::seconds(1'795'357'865)), (head & 32U) == 0};

    const parsed_request parsed = parse_request(message, command, "weir/b", when);
    require(!parsed.asked.id.empty());
    require(parsed.asked.start_by <= when.now + std::chrono::seconds(10));
    static_cast<void>(parse_cancel(message, "weir/b"));
    if (parsed.refused) {
        require(!parsed.refused->message.empty() && parsed.refused->message.size() < 2000);
        return;
    }
    if (command == nullptr) return;
    require(parsed.asked.params.size() == command->params.size());
    for (std::size_t i = 0; i < command->params.size(); ++i) {
        const auto* text = std::get_if<std::string>(&parsed.asked.params[i]);
        require(text == nullptr || is_sendable(*text) || command->delimiter.empty());
        require(parsed.asked.params[i].index() != 0);
        static_cast<void>(render("<{" + command->params[i].name + "}>", *command, parsed.asked.params));
    }
}

}  // namespace
}  // namespace weir::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    weir::test::check_request(weir::test::text_of(data, size));
    return 0;
}
