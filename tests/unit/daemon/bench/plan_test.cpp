#include "daemon/bench/plan.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/source_bench.hpp"

namespace weir {
namespace {

struct row {
    const char* what;
    const char* now;   // behind the head
    const char* next;  // the same
    const char* text;  // of the plan
    bool exchanges_commander = false;
    const char* rewired = "";
};

const char* const base = R"(
ports: { gps: { path: /dev/gps }, bus: { path: /dev/bus } }
sources:
  position: { port: gps, decode: text }
  outdoor: { topic: outdoor, decode: json }
commands: { on: { port: bus, write: on } }
)";

const std::vector<row> rows{
    {"the same", base, base, "nothing has changed"},
    {"moved in the file", base, R"(
commands: { on: { write: "on", port: bus } }

sources:
  outdoor: { topic: outdoor, decode: json }
  position: { port: gps, decode: text }
ports: { bus: { path: /dev/bus, baud: 9600 }, gps: { path: /dev/gps } }
)",
     "nothing has changed"},
    {"a port's line", base, R"(
ports: { gps: { path: /dev/gps, baud: 4800 }, bus: { path: /dev/bus } }
sources:
  position: { port: gps, decode: text }
  outdoor: { topic: outdoor, decode: json }
commands: { on: { port: bus, write: on } }
)",
     "ports: gps restarted"},
    {"the line of a port with commands", base, R"(
ports: { gps: { path: /dev/gps }, bus: { path: /dev/bus, baud: 4800 } }
sources:
  position: { port: gps, decode: text }
  outdoor: { topic: outdoor, decode: json }
commands: { on: { port: bus, write: on } }
)",
     "ports: bus restarted", true},
    {"a source of a port that stays", base, R"(
ports: { gps: { path: /dev/gps }, bus: { path: /dev/bus } }
sources:
  position: { port: gps, decode: text, stale_after: 3s }
  outdoor: { topic: outdoor, decode: json }
commands: { on: { port: bus, write: on } }
)",
     "sources: position changed", false, "gps"},
    {"a source moves to another port", base, R"(
ports: { gps: { path: /dev/gps }, bus: { path: /dev/bus } }
sources:
  position: { port: bus, decode: text }
  outdoor: { topic: outdoor, decode: json }
commands: { on: { port: bus, write: on } }
)",
     "sources: position changed", false, "bus gps"},
    {"a source asks", base, R"(
ports: { gps: { path: /dev/gps }, bus: { path: /dev/bus } }
sources:
  position: { port: gps, decode: text }
  outdoor: { topic: outdoor, decode: json }
  level: { port: bus, decode: text, poll: { write: "L\n", every: 1s } }
commands: { on: { port: bus, write: on } }
)",
     "sources: level new", false, "bus"},
    {"sources come and go", base, R"(
ports: { gps: { path: /dev/gps }, bus: { path: /dev/bus } }
sources: { indoor: { topic: indoor, decode: json } }
commands: { on: { port: bus, write: on } }
)",
     "sources: indoor new, outdoor removed, position removed", false, "gps"},
    {"a port goes with its source", base, R"(
ports: { bus: { path: /dev/bus } }
sources: { outdoor: { topic: outdoor, decode: json } }
commands: { on: { port: bus, write: on } }
)",
     "ports: gps removed; sources: position removed"},
    {"a command changes", base, R"(
ports: { gps: { path: /dev/gps }, bus: { path: /dev/bus } }
sources:
  position: { port: gps, decode: text }
  outdoor: { topic: outdoor, decode: json }
commands: { on: { port: bus, write: on, timeout: 3s }, off: { port: bus, write: off } }
)",
     "commands: on changed, off new", true},
    {"limits of commands", base, R"(
ports: { gps: { path: /dev/gps }, bus: { path: /dev/bus } }
sources:
  position: { port: gps, decode: text }
  outdoor: { topic: outdoor, decode: json }
commands: { on: { port: bus, write: on } }
limits: { commands: 2 }
)",
     "changed: limits", true},
    {"what only the process knows", base, R"(
ports: { gps: { path: /dev/gps }, bus: { path: /dev/bus } }
sources:
  position: { port: gps, decode: text }
  outdoor: { topic: outdoor, decode: json }
commands: { on: { port: bus, write: on } }
log: { level: debug }
limits: { outbox: 50 }
clock: trust
)",
     "changed: limits.outbox, clock, log.level"},
    {"what sources inherit", base, R"(
ports: { gps: { path: /dev/gps }, bus: { path: /dev/bus } }
publish: { qos: 1 }
sources:
  position: { port: gps, decode: text }
  outdoor: { topic: outdoor, decode: json }
commands: { on: { port: bus, write: on } }
)",
     "sources: outdoor changed, position changed", false, "gps"},
};

settings with_head(const std::string& rest, const std::string& node = "n", const std::string& mqtt = "") {
    return test::settings_of("version: 1\nnode: { id: " + node + " }\nmqtt: { url: mqtt://h" + mqtt + " }\n" +
                             rest);
}

TEST(plan_reload, tells_what_stays_goes_and_comes) {
    for (const row& each : rows) {
        SCOPED_TRACE(each.what);
        const reload_plan plan = plan_reload(with_head(each.now), with_head(each.next));
        EXPECT_EQ(text_of(plan), each.text);
        EXPECT_EQ(plan.any(), std::string(each.text) != "nothing has changed");
        EXPECT_EQ(plan.exchanges_commander, each.exchanges_commander);
        std::string rewired;
        for (const std::string& port : plan.rewired)
            rewired += (rewired.empty() ? "" : " ") + port;
        EXPECT_EQ(rewired, each.rewired);
    }
}

TEST(plan_reload, keeps_what_is_neither_gone_nor_changed) {
    const reload_plan plan = plan_reload(with_head(base), with_head(R"(
ports: { gps: { path: /dev/gps }, bus: { path: /dev/other } }
sources: { outdoor: { topic: outdoor, decode: json } }
)"));
    EXPECT_EQ(plan.ports.kept, (std::set<std::string>{"gps"}));
    EXPECT_EQ(plan.sources.kept, (std::set<std::string>{"outdoor"}));
    EXPECT_EQ(plan.commands.kept, (std::set<std::string>{}));
}

TEST(plan_reload, starts_everything_anew_for_another_node_or_broker) {
    const settings now = with_head(base);
    EXPECT_EQ(text_of(plan_reload(now, with_head(base, "m"))),
              "everything restarts, since node.id has changed; sources: outdoor changed, position changed; "
              "changed: node.name");
    EXPECT_EQ(text_of(plan_reload(now, with_head(base, "n", ", keepalive: 5s"))),
              "everything restarts, since mqtt has changed");
    EXPECT_EQ(plan_reload(now, with_head(base, "n", ", stats: 5s")).restart, "");
    EXPECT_EQ(text_of(plan_reload(now, with_head(base, "n", ", stats: 5s"))), "changed: mqtt.stats");
    const reload_plan grace = plan_reload(now, with_head(base, "n", ", disconnect_grace: 9s"));
    EXPECT_EQ(grace.restart, "");
    EXPECT_TRUE(grace.exchanges_commander);
}

}  // namespace
}  // namespace weir
