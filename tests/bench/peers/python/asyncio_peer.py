#!/usr/bin/python3
"""asyncio, serial_asyncio and asyncio-mqtt, written for speed: ports are read by protocols, not streams, and all
publishing goes through one queue and one task, so that a line costs two callbacks and no task of its own."""

import argparse
import asyncio
import json
import socket

import asyncio_mqtt
import serial_asyncio


def state_message(line):
    reading = json.loads(line)
    return json.dumps(
        {"t_f": round(reading["t"] * 1.8 + 32.0, 3), "h": reading["h"], "seq": reading["seq"], "ts": reading["ts"]},
        separators=(",", ":"))


class PortProtocol(asyncio.Protocol):
    def __init__(self, index, outbox):
        self.state_topic = f"bench/{index}/state"
        self.reply_topic = f"bench/{index}/reply"
        self.outbox = outbox
        self.transport = None
        self.rest = b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            if line.startswith(b"OK "):
                _, seq, ts = line.split()
                self.outbox.put_nowait((self.reply_topic, f'{{"ok":true,"seq":{int(seq)},"ts":{int(ts)}}}'))
                continue
            try:
                message = state_message(line)
            except (ValueError, KeyError, TypeError):
                continue
            self.outbox.put_nowait((self.state_topic, message))


async def publish_all(client, outbox):
    while True:
        topic, payload = await outbox.get()
        await client.publish(topic, payload)


async def serve_commands(client, ports):
    async with client.messages() as messages:
        await client.subscribe("bench/+/cmd")
        async for message in messages:
            index = int(message.topic.value.split("/")[1])
            command = json.loads(message.payload)
            ports[index].transport.write(f"SET {command['seq']} {command['ts']}\n".encode())


async def transform_messages(client):
    async with client.messages() as messages:
        await client.subscribe("bench/+/raw")
        async for message in messages:
            await client.publish(message.topic.value.rsplit("/", 1)[0] + "/state", state_message(message.payload))


async def serve_ports(client, options):
    loop = asyncio.get_running_loop()
    outbox = asyncio.Queue()
    ports = [PortProtocol(index, outbox) for index in range(options.ports)]
    for index, protocol in enumerate(ports):
        path = f"{options.dir}/tty{index}"
        await serial_asyncio.create_serial_connection(loop, lambda p=protocol: p, path, baudrate=115200)
    await asyncio.gather(publish_all(client, outbox), serve_commands(client, ports))


async def main(options):
    nodelay = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]
    async with asyncio_mqtt.Client("127.0.0.1", options.broker, socket_options=nodelay) as client:
        if options.mode == "mqtt":
            await transform_messages(client)
        else:
            await serve_ports(client, options)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--ports", type=int, default=1)
    parser.add_argument("--dir", default=".")
    parser.add_argument("--broker", type=int, default=1883)
    parser.add_argument("--mode", choices=["serial", "mqtt"], default="serial")
    parser.add_argument("--loop", choices=["asyncio", "uvloop"], default="asyncio")
    arguments = parser.parse_args()
    if arguments.loop == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(main(arguments))
