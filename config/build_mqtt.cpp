#include <cerrno>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <unistd.h>

#include "config/broker_url.hpp"
#include "config/build.hpp"
#include "config/topic.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

void build_url(const setting& url, mqtt_settings& mqtt, problems& found) {
    if (!url.present()) return;
    bad_url bad;
    const auto broker = parse_broker_url(url.text(), bad);
    if (!broker) {
        found.add(url.where, bad.why + " in mqtt.url", bad.hint);
        return;
    }
    mqtt.tls = broker->tls;
    mqtt.host = broker->host;
    mqtt.port = broker->port;
}

void check_prefix(const setting& prefix, problems& found) {
    if (!prefix.present()) return;
    const std::string& text = prefix.text();
    std::string why = why_bad_topic(text);
    if (text.starts_with('/') || text.ends_with('/')) why = "it begins or ends with a slash";
    if (text.starts_with('$')) why = "topics that begin with '$' are the broker's";
    if (!why.empty()) found.add(prefix.where, quote(text) + " cannot be the prefix in mqtt.prefix", why);
}

// Empty when the file can be read.
std::string why_unreadable_file(const std::string& path) {
    std::error_code failed;
    if (std::filesystem::is_directory(path, failed)) return "is a directory";
    if (::access(path.c_str(), R_OK) == 0) return {};
    return std::error_code(errno, std::generic_category()).message();
}

std::string build_file(const setting& name, const std::string& key, const build_context& with) {
    if (!name.present()) return {};
    auto path = (std::filesystem::path(with.file).parent_path() / name.text()).string();
    const std::string why = why_unreadable_file(path);
    if (!why.empty()) with.found.add(name.where, "cannot read " + path + " in mqtt.tls." + key, why);
    return path;
}

tls_settings build_tls(const setting& tls, const mqtt_settings& mqtt, const build_context& with) {
    if (!tls.present()) return {};
    if (!mqtt.host.empty() && !mqtt.tls) {
        with.found.add(tls.where, "tls needs an mqtts:// url in mqtt.tls");
    }
    if (is_written(tls["cert"]) != is_written(tls["key"])) {
        const setting& alone = is_written(tls["cert"]) ? tls["cert"] : tls["key"];
        with.found.add(alone.where, "cert and key belong together in mqtt.tls");
    }
    return {build_file(tls["ca"], "ca", with), build_file(tls["cert"], "cert", with),
            build_file(tls["key"], "key", with)};
}

void check_keepalive(const setting& keepalive, problems& found) {
    if (!keepalive.present() || keepalive.duration() % std::chrono::seconds(1) == duration(0)) return;
    found.add(keepalive.where, "expected whole seconds in mqtt.keepalive");
}

}  // namespace

mqtt_settings build_mqtt(const setting& from, const build_context& with) {
    mqtt_settings mqtt;
    if (!from.present()) return mqtt;
    build_url(from["url"], mqtt, with.found);
    mqtt.username = text_or(from["username"]);
    mqtt.password = text_or(from["password"]);
    mqtt.prefix = text_or(from["prefix"]);
    check_prefix(from["prefix"], with.found);
    mqtt.v5 = text_or(from["protocol"]) != "3.1.1";
    if (text_or(from["client"]) == "mosquitto") mqtt.client = mqtt_client_library::mosquitto;
    if (!mqtt.v5 && !mqtt.password.empty() && !is_written(from["username"])) {
        with.found.add(from["password"].where,
                       "MQTT 3.1.1 has no password without a username in mqtt.password");
    }
    mqtt.keepalive = from["keepalive"].duration();
    check_keepalive(from["keepalive"], with.found);
    if (from["probe"].is<duration>()) mqtt.probe = from["probe"].duration();  // else off
    mqtt.stats_every = from["stats"].duration();
    mqtt.disconnect_grace = from["disconnect_grace"].duration();
    mqtt.tls_files = build_tls(from["tls"], mqtt, with);
    return mqtt;
}

}  // namespace weir
