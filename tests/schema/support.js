"use strict";

const { execFileSync, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const sources = process.env.SOURCES;
const weir = process.env.WEIR;

// A package of package.json; says what to do when it is not there.
function installed(name) {
    try {
        return require(name);
    } catch (error) {
        if (error.code !== "MODULE_NOT_FOUND") throw error;
        console.error(`${name} is not in ${process.env.NODE_PATH}: \`./dev test\` installs it, with npm and a network`);
        return process.exit(1);
    }
}

const schemaText = () => execFileSync(weir, ["schema"], { encoding: "utf8", maxBuffer: 1 << 26 });

// What `weir check` says of a text: its messages, without their places; none when it is right.
function problemsOf(text, folder) {
    const file = path.join(folder, "weir.yaml");
    fs.writeFileSync(file, text);
    const { status, stderr } = spawnSync(weir, ["check", "-c", file], { encoding: "utf8" });
    const problems = [...stderr.matchAll(/^[^ ].*?: error: (.*)$/gm)].map((each) => each[1]);
    if ((status === 0) !== (problems.length === 0)) throw new Error(`weir check: ${status}, ${stderr}`);
    return problems;
}

const filesIn = (folder, extension) =>
    fs.readdirSync(path.join(sources, folder))
        .filter((name) => name.endsWith(extension))
        .sort()
        .map((name) => ({ name: `${folder}/${name}`, text: fs.readFileSync(path.join(sources, folder, name), "utf8") }));

// The examples of the documentation that are whole files.
const examples = () =>
    [...filesIn("docs", ".md"), ...filesIn(".", ".md")].flatMap(({ name, text }) =>
        [...text.matchAll(/^```yaml\n(.*?)^```/gms)]
            .map((each) => ({ name, text: each[1] }))
            .filter((each) => /^version:/m.test(each.text)));

module.exports = { examples, filesIn, installed, problemsOf, schemaText, sources };
