#!/usr/bin/python3
"""The script that most people write: pyserial with a thread for each port, and paho-mqtt with its network thread."""

import argparse
import json
import threading

import paho.mqtt.client as mqtt
import serial


def state_message(line):
    reading = json.loads(line)
    fahrenheit = round(reading["t"] * 1.8 + 32.0, 3)
    return json.dumps({"t_f": fahrenheit, "h": reading["h"], "seq": reading["seq"], "ts": reading["ts"]})


def read_port(client, path, topic):
    with serial.Serial(path, 115200) as port:
        while True:
            line = port.readline()
            try:
                client.publish(topic, state_message(line))
            except (ValueError, KeyError):
                continue


def main(options):
    client = mqtt.Client()
    client.connect("127.0.0.1", options.broker)
    for index in range(options.ports):
        of_port = (client, f"{options.dir}/tty{index}", f"bench/{index}/state")
        threading.Thread(target=read_port, args=of_port, daemon=True).start()
    client.loop_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--ports", type=int, default=1)
    parser.add_argument("--dir", default=".")
    parser.add_argument("--broker", type=int, default=1883)
    parser.add_argument("--mode", choices=["serial"], default="serial")
    main(parser.parse_args())
