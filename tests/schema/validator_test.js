// The schema says what weir says: of each value at each place, and of whole files, good and bad.
"use strict";

const assert = require("node:assert");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const test = require("node:test");
const { examples, filesIn, installed, problemsOf, schemaText } = require("./support.js");

const Ajv = installed("ajv").default;
const YAML = installed("yaml");

const schema = JSON.parse(schemaText());
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
ajv.addKeyword("patternErrorMessage"); // for editors
ajv.addSchema(schema);
const validate = ajv.getSchema(schema.$id);

// As editors read it: YAML 1.2, tags are texts.
const tags = ["!secret", "!include"].map((tag) => ({ tag, resolve: (text) => text }));
const read = (text) => YAML.parse(text, { customTags: tags, strict: false, logLevel: "silent" });

// Problems that are the form's. Others are of what no schema can say: what belongs together, the range of what
// has a unit (5s to 18h), the bytes of a text.
const unit = /(us|ms|s|min|h|d|B|[KMG]iB)\b/.source;
const ofTheForm = (problem) =>
    /^(unknown (key|framer|checksum|decoder|encoder|stage|format|device) |missing key |expected |'.*' needs an argument)/.test(problem) &&
    !new RegExp(`^expected ((at least|at most) )?[0-9.]+${unit}`).test(problem) &&
    !/^expected [^,]* bytes?( in |, got )/.test(problem);

// What YAML has already turned into a number or a text, which weir knows to be written otherwise.
const readDifferently = (value, problem) =>
    /0x10/.test(value) && /^expected a (number|size)/.test(problem);

// Which of two maps it is, weir decides by its keys: of a stage here, of a field's name there.
const decidedByKeys = (value) => /^\{((clamp|ntc): \{\}|ntc: \{a: (~|\{\})\}|exponential_moving_average: ~)\}$/.test(value);

// Broken files whose problem reads like one of the form but is found by code, since no table can say it.
const saidByCode = [
    "command_bad_rate",
    "command_without_port", // or topic
    "encode_without_write",
    "modbus_unit_of_all", // 0 is good for writing alone
    "no_input", // one of two keys
    "no_path", // one of five
    "octal_baud",
    "param_without_type", // or enum
];

function withFolder(use) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "weir-schema-"));
    try {
        return use(folder);
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
}

test("is a schema, without a word that validators do not know", () => {
    assert.ok(ajv.validateSchema(schema), JSON.stringify(ajv.errors));
});

test("says what weir says of each value at each place", () => {
    const verdicts = execFileSync(process.env.VERDICTS, { encoding: "utf8", maxBuffer: 1 << 28 });
    const counts = { taken: 0, refused: 0 };
    const wrong = [];
    for (const line of verdicts.trim().split("\n")) {
        const { at, value, problems } = JSON.parse(line);
        const says = ajv.getSchema(`${schema.$id}#${at}`);
        assert.ok(says, `no ${at}`);
        const takes = says(read(value));
        if (problems.length === 0) {
            ++counts.taken;
            if (!takes) wrong.push(`refuses ${value} at ${at}: ${ajv.errorsText(says.errors)}`);
        } else if (problems.some((each) => ofTheForm(each) && !readDifferently(value, each))) {
            ++counts.refused;
            if (takes && !decidedByKeys(value)) wrong.push(`takes ${value} at ${at}: ${problems.join("; ")}`);
        }
    }
    assert.deepStrictEqual(wrong.slice(0, 50), [], `${wrong.length} in all`);
    assert.ok(counts.taken > 1000 && counts.refused > 5000, JSON.stringify(counts));
});

test("takes each file that weir takes", () =>
    withFolder((folder) => {
        const all = [...filesIn("config", ".yaml"), ...examples(), ...filesIn("tests/fuzz/corpus/config", "")];
        let taken = 0;
        for (const { name, text } of all) {
            if (problemsOf(text, folder).length > 0) continue;
            ++taken;
            assert.ok(validate(read(text)), `${name}: ${ajv.errorsText(validate.errors)}\n${text}`);
        }
        assert.ok(taken >= 15, `${taken} files`);
    }));

test("refuses each file whose form is wrong", () =>
    withFolder((folder) => {
        let refused = 0;
        const passed = [];
        for (const { name, text } of filesIn("tests/e2e/bad_configs", ".yaml")) {
            if (!problemsOf(text, folder).some(ofTheForm)) continue;
            ++refused;
            const document = YAML.parseDocument(text, { customTags: tags, strict: false, logLevel: "silent" });
            if (document.errors.length > 0) continue; // refused, too
            if (validate(document.toJS())) passed.push(path.basename(name, ".yaml"));
        }
        assert.deepStrictEqual(passed, saidByCode, "the schema takes these; see saidByCode");
        assert.ok(refused >= 25, `${refused} files`);
    }));

test("takes variables wherever there is a scalar, and tags", () => {
    const file = (more) => `version: 1\nnode: { id: a }\nmqtt: { url: mqtt://h }\n${more}\n`;
    for (const more of [
        'ports: { a: { path: "${DEVICE}", baud: "${BAUD:-9600}", echo: "${ECHO}", gap: "${GAP}", parity: "${PARITY}", frame: "${FRAME}" } }',
        "mqtt: !include mqtt.yaml",
        "ports: !include ports.yaml",
        "sources: { a: { port: b, decode: json, process: !include stages.yaml } }",
    ]) {
        assert.ok(validate(read(file(more).replace(/^mqtt: \{.*\n(?=mqtt:)/m, ""))), `${more}: ${ajv.errorsText(validate.errors)}`);
    }
    assert.ok(validate(read("version: 1\nnode: { id: a }\nmqtt: { url: mqtt://h, password: !secret broker }\n")));
    assert.ok(!validate(read(file('ports: { a: { path: b, baud: "$BAUD" } }'))));
});
