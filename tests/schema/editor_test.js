// What somebody sees who writes a configuration in an editor: yaml-language-server with our schema.
"use strict";

const assert = require("node:assert");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const test = require("node:test");
const { LanguageServer } = require("./language_server.js");
const { installed, schemaText, sources } = require("./support.js");

installed("yaml-language-server");
const program = require.resolve("yaml-language-server/bin/yaml-language-server");
const demo = fs.readFileSync(path.join(sources, "config/demo.yaml"), "utf8");
const modeline = "# yaml-language-server: $schema=/usr/share/weir/weir.schema.json\n";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "weir-editor-"));
const server = new LanguageServer(process.execPath, [program, "--stdio"]);
// As docs/editor.md has it; and nothing from the network.
server.settings = {
    yaml: { customTags: ["!secret scalar", "!include scalar"], schemaStore: { enable: false }, validate: true, hover: true, completion: true },
};

let opened = 0;

// Opens `text` with the schema of this build in place of the installed one.
async function open(text) {
    assert.ok(text.startsWith(modeline));
    const schema = pathToFileURL(path.join(folder, "weir.schema.json"));
    const document = {
        uri: `file://${folder}/${++opened}.yaml`,
        languageId: "yaml",
        version: 1,
        text: text.replace(modeline, `# yaml-language-server: $schema=${schema}\n`),
    };
    const judged = server.notification("textDocument/publishDiagnostics", (each) => each.uri === document.uri);
    server.notify("textDocument/didOpen", { textDocument: document });
    return { uri: document.uri, diagnostics: (await judged).diagnostics };
}

// The place so many characters into the first `mark` of `text`.
function placeOf(text, mark, plus) {
    const before = text.slice(0, text.indexOf(mark) + plus).split("\n");
    return { line: before.length - 1, character: before.at(-1).length };
}

async function ask(method, text, mark, plus) {
    const { uri } = await open(text);
    return server.request(`textDocument/${method}`, { textDocument: { uri }, position: placeOf(text, mark, plus) });
}

const offered = async (text, mark, plus) => (await ask("completion", text, mark, plus)).items;

test.before(async () => {
    fs.writeFileSync(path.join(folder, "weir.schema.json"), schemaText());
    await server.request("initialize", {
        processId: process.pid,
        rootUri: null,
        capabilities: {
            workspace: { configuration: true },
            textDocument: { completion: { completionItem: { snippetSupport: true } }, hover: { contentFormat: ["markdown"] } },
        },
    });
    server.notify("initialized", {});
});

test.after(() => {
    server.stop();
    fs.rmSync(folder, { recursive: true });
});

test("every sample names the schema, and has nothing wrong", async () => {
    for (const name of fs.readdirSync(path.join(sources, "config")).filter((each) => each.endsWith(".yaml") && !each.endsWith(".test.yaml"))) {
        const { diagnostics } = await open(fs.readFileSync(path.join(sources, "config", name), "utf8"));
        assert.deepStrictEqual(diagnostics, [], name);
    }
});

test("keys are offered, with what they mean", async () => {
    const url = "url: mqtt://127.0.0.1:1883\n  ";
    const items = await offered(demo.replace(url.trimEnd(), url), url, url.length);
    assert.match(items.find((each) => each.label === "username")?.documentation, /Whom the broker should know us as/);
    assert.ok(!items.some((each) => each.label === "url"), "what is there is not offered");
});

test("components are offered by their names", async () => {
    const text = demo.replace("decode: nmea", "decode: ");
    const names = (await offered(text, "decode: \n", "decode: ".length)).map((each) => each.label);
    for (const name of ["nmea", "json", "kv"]) assert.ok(names.includes(name), names.join());
});

test("a key tells what it means", async () => {
    const hover = await ask("hover", demo, "baud:", 1);
    assert.match(hover.contents.value, /Speed of the line.*50 to 4000000 Bd; 9600 when not given/);
});

for (const [what, right, wrong, said] of [
    ["a misspelt key", "baud:", "buad:", /Property buad is not allowed/],
    ["a misspelt key of a component", "columns:", "colums:", /Property colums is not allowed/],
    ["a word in place of a number", "baud: 115200", "baud: fast", /Expected "integer"/],
    ["a duration without its unit", "stale_after: 2s", 'stale_after: "2"', /expected a duration such as 500ms/],
    ["a missing key", "    decode: nmea\n", "", /Missing property "decode"/],
]) {
    test(`${what} is underlined`, async () => {
        assert.ok(demo.includes(right));
        const { diagnostics } = await open(demo.replace(right, wrong));
        assert.match(diagnostics.map((each) => each.message).join("\n"), said);
    });
}
