#include "daemon/cli/explain.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <map>
#include <string_view>
#include <utility>

#include "config/broker_url.hpp"
#include "config/wording.hpp"
#include "daemon/cli/component_text.hpp"
#include "daemon/cli/explain_command.hpp"

namespace weir {

namespace {

// --- What is opened and read ------------------------------------------------------------------------------

text_table broker_table(const settings& all) {
    const mqtt_settings& mqtt = all.mqtt;
    const std::string url = to_text(broker_url{mqtt.tls, mqtt.host, mqtt.port});
    const std::string user = mqtt.username.empty() ? "-" : mqtt.username;
    return {"broker",
            {"url", "protocol", "user", "password", "topics below"},
            {{url, mqtt.v5 ? "5" : "3.1.1", user, mqtt.password.empty() ? "-" : "***",
              mqtt.prefix + "/" + all.node.id}}};
}

// "115200 8N1"
std::string line_text(const port_settings& port) {
    const bool serial =
        std::holds_alternative<path_device>(port.device) || std::holds_alternative<usb_device>(port.device);
    if (!serial) return "-";
    const serial_line& line = port.line;
    std::string text = fmt::format("{} {}{}{}", line.baud, line.data_bits,
                                   line.parity == parity::none  ? 'N'
                                   : line.parity == parity::odd ? 'O'
                                                                : 'E',
                                   line.stop_bits == stop_bits::two ? 2 : 1);
    if (line.flow == flow_control::hardware) text += ", RTS/CTS";
    if (line.flow == flow_control::software) text += ", XON/XOFF";
    if (line.rs485) text += ", RS-485";
    if (line.low_latency) text += ", low latency";
    return text;
}

text_table port_table(const settings& all) {
    text_table made{"ports", {"port", "device", "line", "frames"}, {}};
    for (const port_settings& each : all.ports)
        made.rows.push_back(
            {each.name, device_text(each.device), line_text(each), component_text(each.frame)});
    return made;
}

std::string join_text(const join_settings& join, const settings& all) {
    std::string text;
    for (const std::size_t each : join.sources)
        text += (text.empty() ? "" : ", ") + all.sources[each].name;
    return "sources " + text +
           (join.within == duration::zero() ? ", the latest" : " within " + time_text(join.within));
}

std::string input_text(const source_settings& source, const settings& all) {
    if (source.join) return join_text(*source.join, all);
    if (!source.port) return "topic " + source.topic;
    std::string port = "port " + all.ports[*source.port].name;
    if (!source.poll) return port;
    return port + ", asked every " + time_text(source.poll->every) + " by " +
           escaped_text(source.poll->write);
}

std::string decoder_text(const source_settings& source) {
    if (source.join) return "-";
    if (!source.modbus) return component_text(source.decode);
    std::string text = fmt::format("modbus unit {}:", source.modbus->unit);
    for (const modbus::register_settings& each : source.modbus->registers)
        text += " " + each.name;
    return text;
}

text_table source_table(const settings& all) {
    text_table made{"sources", {"source", "input", "decoder", "stale after", "stages"}, {}};
    for (const source_settings& each : all.sources) {
        std::string stages;
        for (const component_use& stage : each.process)
            stages += (stages.empty() ? "" : ", ") + component_text(stage);
        made.rows.push_back({each.name, input_text(each, all), decoder_text(each),
                             time_text(each.stale_after), stages.empty() ? "-" : stages});
    }
    return made;
}

// --- Topics -----------------------------------------------------------------------------------------------

class topic_rows {
public:
    topic_rows(std::string name, std::vector<std::string> titles)
        : made_{std::move(name), std::move(titles), {}} {}

    void publish(std::string topic, std::string by, unsigned qos, bool retain) {
        made_.rows.push_back({std::move(topic), std::to_string(qos), retain ? "yes" : "no", std::move(by)});
    }
    void subscribe(std::string topic, std::string by, unsigned qos) {
        made_.rows.push_back({std::move(topic), std::to_string(qos), std::move(by)});
    }
    text_table take() { return std::move(made_); }

private:
    text_table made_;
};

text_table subscribed_table(const settings& all) {
    topic_rows rows("subscribed", {"topic", "qos", "for"});
    const std::string root = all.mqtt.prefix + "/" + all.node.id;
    for (const source_settings& each : all.sources) {
        if (!each.topic.empty()) rows.subscribe(each.topic, "source " + each.name, each.topic_qos);
    }
    for (const command_settings& each : all.commands) {
        if (!each.reply_topic.empty())
            rows.subscribe(each.reply_topic, "answers to command " + each.name, each.topic_qos);
    }
    rows.subscribe(root + "/cmd/+", "requests", 1);
    rows.subscribe(root + "/cmd/+/cancel", "cancelled requests", 1);
    rows.subscribe(root + "/cmd/+/refresh", "dead man's switches", 0);
    if (all.mqtt.probe > duration::zero()) rows.subscribe(root + "/link", "the link probe", 0);
    return rows.take();
}

void add_own_topics(const settings& all, topic_rows& rows) {
    const std::string root = all.mqtt.prefix + "/" + all.node.id;
    rows.publish(root + "/status", "weir: online, offline", 1, true);
    rows.publish(root + "/info", "weir", 1, true);
    rows.publish(root + "/stats", "weir, every " + time_text(all.mqtt.stats_every), 0, false);
    if (all.mqtt.probe > duration::zero())
        rows.publish(root + "/link", "the link probe, every " + time_text(all.mqtt.probe), 0, false);
    rows.publish(root + "/audit", "records of requests", 1, false);
    for (const source_settings& each : all.sources)
        rows.publish(root + "/" + each.name + "/availability", "source " + each.name, 1, true);
    for (const port_settings& each : all.ports)
        rows.publish(root + "/port/" + each.name, "port " + each.name, 1, true);
    for (const command_settings& each : all.commands) {
        const std::string topic = root + "/cmd/" + each.name;
        rows.publish(topic + "/status", "command " + each.name, 1, false);
        rows.publish(topic + "/last", "command " + each.name, 1, true);
    }
}

text_table published_table(const settings& all) {
    topic_rows rows("published", {"topic", "qos", "retained", "by"});
    for (const source_settings& each : all.sources) {
        for (const publish_settings& output : each.publish) {
            const std::string batch = output.batch ? " in batches" : "";
            rows.publish(output.topic, "source " + each.name + " as " + component_text(output.format) + batch,
                         output.qos, output.retain);
        }
    }
    for (const port_settings& each : all.ports) {
        if (each.quarantine && each.quarantine->file.empty())
            rows.publish(each.quarantine->topic, "bad frames of port " + each.name, 0, false);
    }
    for (const command_settings& each : all.commands) {
        if (!each.port) rows.publish(each.topic, "command " + each.name, each.topic_qos, false);
    }
    add_own_topics(all, rows);
    return rows.take();
}

// As the tables write them, too: a secret may be a whole line for a device.
secrets with_escapes(secrets hidden) {
    std::vector<std::string> escaped;
    for (const std::string& each : hidden.texts)
        escaped.push_back(escaped_text(each));
    hidden.texts.insert(escaped.begin(), escaped.end());
    return hidden;
}

void hide_in(text_table& table, const secrets& hidden) {
    for (auto& row : table.rows) {
        for (std::string& cell : row)
            cell = without_secrets(cell, hidden);
    }
}

}  // namespace

std::vector<text_table> explain(const settings& all, const secrets& hidden) {
    std::vector<text_table> tables{broker_table(all),     port_table(all),      source_table(all),
                                   subscribed_table(all), published_table(all), command_table(all)};
    const secrets shown = with_escapes(hidden);
    for (text_table& each : tables)
        hide_in(each, shown);
    return tables;
}

}  // namespace weir
