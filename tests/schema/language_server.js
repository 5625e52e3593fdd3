// A language server as an editor starts it: over stdio, messages with Content-Length (LSP 3.17).
"use strict";

const { spawn } = require("node:child_process");

const deadline = 30_000; // ms, for each answer

class LanguageServer {
    constructor(command, args) {
        this.process = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
        this.buffer = Buffer.alloc(0);
        this.lastId = 0;
        this.answers = new Map(); // id -> what takes the answer
        this.waiting = []; // { method, wanted, take } of notifications
        this.process.stdout.on("data", (bytes) => this.receive(bytes));
    }

    send(message) {
        const text = JSON.stringify({ jsonrpc: "2.0", ...message });
        this.process.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    }

    notify(method, params) {
        this.send({ method, params });
    }

    request(method, params) {
        const id = ++this.lastId;
        return this.within(method, (take) => {
            this.answers.set(id, take);
            this.send({ id, method, params });
        });
    }

    // The parameters of the next notification that is `wanted`.
    notification(method, wanted) {
        return this.within(method, (take) => this.waiting.push({ method, wanted, take }));
    }

    within(what, start) {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`no ${what} within ${deadline} ms`)), deadline);
            start((result) => {
                clearTimeout(timer);
                resolve(result);
            });
        });
    }

    receive(bytes) {
        this.buffer = Buffer.concat([this.buffer, bytes]);
        for (;;) {
            const end = this.buffer.indexOf("\r\n\r\n");
            const head = /Content-Length: (\d+)/i.exec(this.buffer.subarray(0, Math.max(end, 0)).toString());
            if (!head || this.buffer.length < end + 4 + Number(head[1])) return;
            const body = this.buffer.subarray(end + 4, end + 4 + Number(head[1]));
            this.buffer = this.buffer.subarray(end + 4 + Number(head[1]));
            this.handle(JSON.parse(body.toString()));
        }
    }

    handle(message) {
        if (message.method && message.id !== undefined) {
            this.send({ id: message.id, result: this.answerTo(message) });
        } else if (message.method) {
            const at = this.waiting.findIndex((each) => each.method === message.method && each.wanted(message.params));
            if (at >= 0) this.waiting.splice(at, 1)[0].take(message.params);
        } else {
            this.answers.get(message.id)?.(message.result ?? message.error);
            this.answers.delete(message.id);
        }
    }

    // What a server asks of an editor: its settings, section by section; all else it may do without.
    answerTo(message) {
        if (message.method !== "workspace/configuration") return null;
        return message.params.items.map(({ section }) => this.settings?.[section] ?? null);
    }

    stop() {
        this.process.kill();
    }
}

module.exports = { LanguageServer };
