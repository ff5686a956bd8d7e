import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import Ajv from "ajv";
import { contributes } from "../../package.json";
import { readConfigFile, readSettings } from "../../src/config/file";
import { type Schema, settingsSchema } from "../../src/config/schema";
import { mergeSettings } from "../../src/config/settings";
import { completeConfiguration } from "../../src/features/configCompletion";
import { rules } from "../../src/rules/index";
import { LineIndex } from "../../src/text/lineIndex";

const schema = settingsSchema(rules);
const read = (text: string) => readConfigFile("file:///project/.buildah-pipelines.yml", text, schema);

describe("the file of settings", () => {
  it("is read as far as it is right, and each fault is one sentence at its place", () => {
    const text =
      "rules: {platform-alias: off, push-unbuilt: eror}\nrunnerTags:\n  a: {architecture: arm64}\nfiles: x\nbuildahVersion: 1.40\n";
    const { settings, problems } = read(text);
    assert.deepEqual(settings, {
      rules: { "platform-alias": "off" },
      runnerTags: { a: { architecture: "arm64" } },
      buildahVersion: "1.40",
    });
    assert.deepEqual(
      problems.map(({ message, location: { span } }) => `${text.slice(span.start, span.end)}: ${message}`),
      ["eror: push-unbuilt must be error, warning, info, hint or off. Is error meant?", "x: files must be a list."],
    );
  });

  it("is right as the README shows it", () => {
    const [, text] = /^```yaml \.buildah-pipelines\.yml\n(.*?)^```$/ms.exec(readFileSync("README.md", "utf8"))!;
    const { settings, problems } = read(text!);
    assert.deepEqual(problems, []);
    assert.deepEqual(Object.keys(settings).sort(), Object.keys(schema.properties!).sort());
  });

  it("gives nothing, and never throws, when it is empty, half written, or something else", () => {
    for (const text of ["", "\n", "rules:", "- a", "rules: {", "*a", "a: b: c", "rules: !reference [a]"]) read(text);
    assert.deepEqual(read("rules:\nfiles:\n"), { ...read("rules:\nfiles:\n"), settings: {}, problems: [] });
  });

  it("means the same as the settings of an editor", () => {
    const settings = { rules: { "platform-alias": "off" }, persistentStorage: true, knownVariables: ["A"] };
    assert.deepEqual(readSettings(settings, schema), settings);
    assert.deepEqual(readSettings({ persistentStorage: null, files: 1, buildahVersion: "", lint: {} }, schema), {});
    assert.deepEqual(readSettings(undefined, schema), {});
  });
});

describe("settings of several origins", () => {
  it("are one: the last of a rule, a tag, a value; lists add up", () => {
    const merged = mergeSettings([
      { rules: { a: "off", b: "error" }, files: ["x"], persistentStorage: true, runnerTags: { t: { hosted: true } } },
      { rules: { b: "hint" }, files: ["x", "y"], persistentStorage: false, runnerTags: { u: {} } },
    ]);
    assert.deepEqual(merged, {
      rules: { a: "off", b: "hint" },
      files: ["x", "y"],
      knownVariables: [],
      persistentStorage: false,
      runnerTags: { t: { hosted: true }, u: {} },
    });
  });
});

describe("the schema that ships", () => {
  const shipped = JSON.parse(readFileSync("schemas/settings.schema.json", "utf8"));
  const validate = new Ajv({ strict: false }).compile(shipped);

  it("is a JSON schema that takes what is right and refuses what is wrong", () => {
    assert.ok(
      validate({ rules: { "platform-alias": "off" }, runnerTags: { a: { privileged: true } }, buildahVersion: "1.40" }),
    );
    for (const wrong of [
      { rules: { x: "off" } },
      { rules: { "platform-alias": "of" } },
      { runnerTags: { a: { x: 1 } } },
      { y: 1 },
    ]) {
      assert.equal(validate(wrong), false);
    }
  });

  it("describes each setting, and the editor has the same ones", () => {
    const properties = contributes.configuration.properties as Record<
      string,
      { description?: string; markdownDescription?: string }
    >;
    for (const [key, setting] of Object.entries(shipped.properties as Record<string, Schema>)) {
      assert.ok(setting.description);
      const own = properties[`buildahPipelines.${key}`];
      assert.ok(own);
      // The editor says it in shorter words, for it knows the folder.
      if (key === "files") continue;
      assert.ok((own.description ?? own.markdownDescription)?.startsWith(setting.description));
    }
  });
});

describe("completion in the file of settings", () => {
  /** The labels at the mark `|`, and the text with the first of them taken. */
  function complete(marked: string): { labels: string[]; taken: string } {
    const offset = marked.indexOf("|");
    const text = marked.replace("|", "");
    const lines = new LineIndex(text);
    const items = completeConfiguration(text, lines.position(offset), schema);
    const edit = items[0]?.textEdit as
      | { range: { start: { line: number; character: number } }; newText: string }
      | undefined;
    const taken = edit ? text.slice(0, lines.offset(edit.range.start)) + edit.newText + text.slice(offset) : text;
    return { labels: items.map(({ label }) => label), taken };
  }

  it("offers the settings that are not there yet", () => {
    assert.deepEqual(complete("rules:\n  platform-alias: off\n|\nfiles: []\n").labels, [
      "runnerTags",
      "persistentStorage",
      "knownVariables",
      "buildahVersion",
    ]);
    assert.equal(complete("per|").labels.includes("persistentStorage"), true);
  });

  it("offers the rules, with what they find", () => {
    const { labels, taken } = complete("rules:\n  platform-alias: off\n  |");
    assert.deepEqual(
      labels,
      rules.map(({ id }) => id).filter((id) => id !== "platform-alias"),
    );
    assert.equal(taken, `rules:\n  platform-alias: off\n  ${labels[0]}: `);
  });

  it("offers the values of a setting", () => {
    assert.deepEqual(complete("rules:\n  # why\n  platform-alias: |\n").labels, [
      "error",
      "warning",
      "info",
      "hint",
      "off",
    ]);
    assert.equal(complete("rules:\n  platform-alias: er|\n").taken, "rules:\n  platform-alias: error\n");
    assert.deepEqual(complete("persistentStorage: |").labels, ["true", "false"]);
    assert.deepEqual(complete("runnerTags:\n  our-arm:\n    architecture: |").labels.slice(0, 2), ["amd64", "arm64"]);
  });

  it("works in braces, and says nothing where there is nothing to say", () => {
    assert.deepEqual(complete("runnerTags:\n  a: {hosted: true, |").labels, ["architecture", "privileged", "runner"]);
    assert.deepEqual(complete("runnerTags:\n  a: {privileged: |}").labels, ["true", "false"]);
    assert.deepEqual(complete("files:\n  - |").labels, []);
    assert.deepEqual(complete("unknown:\n  |").labels, []);
    assert.deepEqual(complete("# |").labels, []);
  });
});
