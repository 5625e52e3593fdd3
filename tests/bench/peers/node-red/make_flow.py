#!/usr/bin/python3
"""Writes the flow for the job: serial in (or mqtt in) -> json ->
function -> mqtt out. This is the flow that the Node-RED cookbook leads to; the
nodes after the inputs are shared by all ports."""

import argparse
import json

SCALE = """const r = msg.payload;
return {
    topic: %s,
    payload: { t_f: Math.round((r.t * 1.8 + 32) * 1000) / 1000, h: r.h, seq: r.seq, ts: r.ts },
};"""
TOPIC_FROM_PORT = "'bench/' + msg.port.slice(msg.port.lastIndexOf('tty') + 3) + '/state'"
TOPIC_FROM_TOPIC = "msg.topic.slice(0, msg.topic.lastIndexOf('/')) + '/state'"


def shared_nodes(broker, topic):
    return [
        {"id": "tab", "type": "tab", "label": "bench"},
        {
            "id": "broker", "type": "mqtt-broker", "broker": "127.0.0.1", "port": str(broker),
            "clientid": "", "autoConnect": True, "usetls": False, "protocolVersion": "4",
            "keepalive": "60", "cleansession": True,
        },
        {
            "id": "parse", "type": "json", "z": "tab", "property": "payload", "action": "obj",
            "wires": [["scale"]],
        },
        {
            "id": "scale", "type": "function", "z": "tab", "func": SCALE % topic, "outputs": 1,
            "libs": [], "wires": [["publish"]],
        },
        {
            "id": "publish", "type": "mqtt out", "z": "tab", "topic": "", "qos": "0",
            "retain": "false", "broker": "broker", "wires": [],
        },
    ]


def serial_inputs(directory, ports):
    for index in range(ports):
        yield {
            "id": f"port{index}", "type": "serial-port", "serialport": f"{directory}/tty{index}",
            "serialbaud": "115200", "databits": "8", "parity": "none", "stopbits": "1",
            "waitfor": "", "dtr": "none", "rts": "none", "cts": "none", "dsr": "none",
            "newline": "\\n", "bin": "false", "out": "char", "addchar": "", "responsetimeout": "10000",
        }
        yield {
            "id": f"in{index}", "type": "serial in", "z": "tab", "serial": f"port{index}",
            "wires": [["parse"]],
        }


def mqtt_input():
    return {
        "id": "in", "type": "mqtt in", "z": "tab", "topic": "bench/+/raw", "qos": "0",
        "datatype": "utf8", "broker": "broker", "inputs": 0, "wires": [["parse"]],
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ports", type=int, default=1)
    parser.add_argument("--dir", default=".")
    parser.add_argument("--broker", type=int, default=1883)
    parser.add_argument("--mode", choices=["serial", "mqtt"], default="serial")
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    if options.mode == "serial":
        flow = shared_nodes(options.broker, TOPIC_FROM_PORT)
        flow += serial_inputs(options.dir, options.ports)
    else:
        flow = shared_nodes(options.broker, TOPIC_FROM_TOPIC) + [mqtt_input()]
    with open(options.out, "w", encoding="utf-8") as file:
        json.dump(flow, file, indent=1)


if __name__ == "__main__":
    main()
