// Plain Node.js with the packages "serialport" and "mqtt".
'use strict';

const { parseArgs } = require('node:util');
const mqtt = require('mqtt');
const { SerialPort, ReadlineParser } = require('serialport');

const { values: options } = parseArgs({
  options: {
    ports: { type: 'string', default: '1' },
    dir: { type: 'string', default: '.' },
    broker: { type: 'string', default: '1883' },
    mode: { type: 'string', default: 'serial' },
  },
});

function stateMessage(line) {
  const reading = JSON.parse(line);
  return JSON.stringify({
    t_f: Math.round((reading.t * 1.8 + 32) * 1000) / 1000,
    h: reading.h,
    seq: reading.seq,
    ts: reading.ts,
  });
}

const client = mqtt.connect(`mqtt://127.0.0.1:${options.broker}`);
client.on('connect', () => client.stream.setNoDelay(true));

function serveSerial() {
  const ports = [];
  for (let index = 0; index < Number(options.ports); index += 1) {
    const stateTopic = `bench/${index}/state`;
    const replyTopic = `bench/${index}/reply`;
    const port = new SerialPort({ path: `${options.dir}/tty${index}`, baudRate: 115200 });
    port.pipe(new ReadlineParser({ delimiter: '\n' })).on('data', (line) => {
      if (line.startsWith('OK ')) {
        const [, seq, ts] = line.split(' ');
        client.publish(replyTopic, `{"ok":true,"seq":${seq},"ts":${ts}}`);
        return;
      }
      try {
        client.publish(stateTopic, stateMessage(line));
      } catch {
        // not a reading
      }
    });
    ports.push(port);
  }
  client.subscribe('bench/+/cmd');
  client.on('message', (topic, payload) => {
    const command = JSON.parse(payload.toString());
    ports[Number(topic.split('/')[1])].write(`SET ${command.seq} ${command.ts}\n`);
  });
}

function serveMqtt() {
  client.subscribe('bench/+/raw');
  client.on('message', (topic, payload) => {
    const out = `${topic.slice(0, topic.lastIndexOf('/'))}/state`;
    client.publish(out, stateMessage(payload.toString()));
  });
}

if (options.mode === 'mqtt') serveMqtt();
else serveSerial();
