import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { Report } from "../../src/rules/rule";
import missing from "../../src/rules/security-opt-missing";
import syntax from "../../src/rules/security-opt-syntax";
import type { RunnerConfiguration, TomlTable, TomlValue } from "../../src/runner/configuration";
import { checkOption } from "../../src/runner/optionSyntax";
import { isRunnerConfiguration, parseRunnerConfiguration } from "../../src/runner/parse";
import { applyEdits } from "../../src/text/finding";
import { readFixtures, testFolder } from "./fixtures";
import fc from "./properties";

const file = "file:///config.toml";

function parse(text: string): RunnerConfiguration {
  const configuration = parseRunnerConfiguration(file, text);
  assert.ok(configuration, "not a runner's configuration");
  return configuration;
}

function slice(text: string, { location: { span } }: TomlValue): string {
  return text.slice(span.start, span.end);
}

/** Every value with the names of the tables and the key in front of it. */
function listPaths(table: TomlTable, path = ""): string[] {
  return [...table.entries].flatMap(([name, { value }]) => listValue(value, `${path}/${name}`));
}

function listValue({ value }: TomlValue, path: string): string[] {
  if (typeof value !== "object") return [`${path}=${value}`];
  if ("form" in value) return listPaths(value, path);
  return value.flatMap((element, index) => listValue(element, `${path}/${index}`));
}

function runRule(rule: typeof missing, configuration: RunnerConfiguration, hasBuilds = true): Report[] {
  const reports: Report[] = [];
  rule.runner?.(configuration, {
    report: (report) => reports.push(report),
    runners: [configuration],
    hasBuilds,
    settings: {},
    versionOf: () => ({ version: { major: 1, minor: 44 }, source: "newest" }),
    containerfileOf: () => undefined,
    usesOf: () => [],
  });
  return reports;
}

describe("which config.toml is a runner's", () => {
  for (const [name, text] of Object.entries({
    "a list of runners": '[[runners]]\nname = "a"\n',
    "an empty runner": "[[runners]]\n",
    "a table of a runner": "[runners.docker]\n",
    "a table below it": "[runners.cache.s3]\n",
    "dotted keys": 'runners.docker.image = "a"\n',
    "an inline list": 'runners = [{ executor = "docker" }]\n',
    "spaces in the header": "  [[ runners ]] # the first\n",
    "a file with errors": "[[runners]]\n(...)\n",
    "a byte order mark": "\uFEFF[[runners]]\n",
  })) {
    it(`${name}: yes`, () => assert.equal(isRunnerConfiguration(text), true));
  }
  for (const [name, text] of Object.entries({
    "an empty file": "",
    Hugo: 'baseURL = "https://example.com/"\n[params]\n  runners = "fast"\n',
    Cargo: '[target.x86_64-unknown-linux-gnu]\nrunner = "qemu"\n',
    "a number": "runners = 4\n",
    "a list of names": 'runners = ["a", "b"]\n',
    "a text about runners": 'help = """\n[[runners]]\n"""\n',
    "a comment about runners": "# [[runners]]\na = 1\n",
    "another table": "[runners2.docker]\n",
    "plain settings of that name": "[runners]\nlimit = 2\n",
  })) {
    it(`${name}: no`, () => assert.equal(isRunnerConfiguration(text), false));
  }
});

describe("the runners of a config.toml", () => {
  it("keeps several entries and their tables apart, in any order", () => {
    const text = [
      "concurrent = 2",
      "[[runners]]",
      '  name = "first"',
      '  executor = "docker"',
      "  [runners.docker]",
      '    image = "one"',
      "  [runners.cache]",
      '    Type = "s3"',
      "[[runners]]",
      '  name = "second"',
      '  executor = "shell"',
      "  [runners.cache.s3]",
      '    BucketName = "b"',
      "  [runners.docker]",
      '    image = "two"',
    ].join("\n");
    const { entries, problems } = parse(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      entries.map(({ name, executor, docker }) => [name, executor, docker?.entries.get("image")?.value.value]),
      [
        ["first", "docker", "one"],
        ["second", "shell", "two"],
      ],
    );
    assert.equal(entries[1]!.table.entries.has("cache"), true);
    assert.equal(entries[1]!.docker!.header!.span.start, text.lastIndexOf("[runners.docker]"));
  });

  for (const [form, text] of [
    ["header", "[[runners]]\n[runners.docker]\nprivileged = true\n"],
    ["inline", "[[runners]]\ndocker = { privileged = true }\n"],
    ["dotted", "[[runners]]\ndocker.privileged = true\n"],
    ["dotted", "runners.docker.privileged = true\n"],
    ["header", '[[runners]]\r\n  ["runners".\'docker\']\r\n  "privileged" = true # yes\r\n'],
    ["implied", "[runners.docker.privileged]\n"],
  ] as const) {
    it(`reads a docker table that is ${form}: ${JSON.stringify(text)}`, () => {
      const { docker } = parse(text).entries[0]!;
      assert.equal(docker?.form, form);
      assert.equal(docker.entries.has("privileged"), true);
    });
  }

  it("places keys, values and headers at UTF-16 offsets", () => {
    const text =
      '\uFEFF# 🙂 é\r\n[[runners]]\r\n  name = "🙂" # 🙂\r\n  [runners.docker] # here\r\n    security_opt = ["a", \'é\']\r\n';
    const { entries } = parse(text);
    const name = entries[0]!.table.entries.get("name")!;
    assert.equal(text.slice(name.key.span.start, name.key.span.end), "name");
    assert.equal(slice(text, name.value), '"🙂"');
    const docker = entries[0]!.docker!;
    assert.equal(text.slice(docker.header!.span.start, docker.header!.span.end), "[runners.docker]");
    const list = docker.entries.get("security_opt")!.value;
    assert.equal(slice(text, list), "[\"a\", 'é']");
    assert.deepEqual(
      (list.value as readonly TomlValue[]).map((element) => slice(text, element)),
      ['"a"', "'é'"],
    );
  });

  it("takes a snippet for one entry without executor", () => {
    const { entries } = parse("[runners.docker]\n  image = 'a'\n");
    assert.equal(entries.length, 1);
    assert.equal(entries[0]!.executor, undefined);
    assert.ok(entries[0]!.docker);
  });

  it("reads around broken lines and says what to do", () => {
    const text =
      '[[runners]]\n  name = "a"\n  (...)\n  executor = "docker"\n  limit =\n  [runners.docker]\n    image = "b"\n';
    const { entries, problems } = parse(text);
    assert.deepEqual(
      problems.map(({ location: { span } }) => text.slice(span.start, span.end)),
      ["(...)", "limit ="],
    );
    assert.match(problems[0]!.message, /^This is not valid TOML \(unexpected character\), .* correct this line\.$/);
    assert.equal(entries[0]!.executor, "docker");
    assert.equal(entries[0]!.docker?.entries.get("image")?.value.value, "b");
  });

  it("names what is written twice", () => {
    const text = '[[runners]]\n  [runners.docker]\n    image = "a"\n  [runners.docker]\n    image = "b"\n';
    const { problems, entries } = parse(text);
    assert.match(problems[0]!.message, /written a second time/);
    assert.equal(problems[0]!.location.span.start, text.lastIndexOf("[runners.docker]"));
    assert.equal(entries[0]!.docker?.entries.get("image")?.value.value, "a");
  });

  it("drops the keys below a broken header with it", () => {
    const { entries } = parse('[[runners]]\n  [runners.cache]\n  [runners.docker\n    security_opt = ["a"]\n');
    assert.equal(entries[0]!.docker, undefined);
    assert.deepEqual(listPaths(entries[0]!.table), []);
  });

  it("never throws and keeps every span inside the text", () => {
    const pieces = [
      "[[runners]]",
      "[runners.docker]",
      "[",
      "]",
      "{",
      "}",
      '"',
      "'",
      '"""',
      "=",
      ",",
      ".",
      "\n",
      "\r\n",
      " ",
      "#",
      "a",
      "executor",
      "1",
      "\\",
      "🙂",
      "\uFEFF",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const text = `[[runners]]\n${parts.join("")}`;
        const configuration = parse(text);
        const visit = ({ value, location: { span } }: TomlValue): void => {
          assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
          if (typeof value === "object")
            ("form" in value ? [...value.entries.values()].map((entry) => entry.value) : value).forEach(visit);
        };
        for (const { value } of configuration.root.entries.values()) visit(value);
        for (const {
          location: { span },
        } of configuration.problems)
          assert.ok(span.start < span.end && span.end <= text.length);
      }),
      { numRuns: 500 },
    );
  });

  it("survives what is beyond all measure", () => {
    for (const value of ["[".repeat(50_000), `${"[".repeat(5_000)}${"]".repeat(5_000)}`, `"${"x".repeat(500_000)}"`]) {
      assert.equal(parse(`[[runners]]\nname = ${value}\n`).entries.length <= 1, true);
    }
  });
});

describe("the options of security_opt", () => {
  const right = [
    "seccomp:unconfined",
    "seccomp=unconfined",
    "apparmor:unconfined",
    "apparmor=docker-default",
    "seccomp=/etc/a b.json",
    "seccomp=builtin",
    'seccomp={"defaultAction": "SCMP_ACT_ALLOW, apparmor:x"}',
    "label=level:s0:c1,c2",
    "label:disable",
    "label=type:container_t",
    "disable",
    "no-new-privileges",
    "no-new-privileges:true",
    "no-new-privileges=0",
    "writable-cgroups",
    "writable-cgroups=true",
    "mask=/proc/a:/proc/b",
    "unmask=ALL",
    "proc-opts=hidepid=2",
    "credentialspec=file://a.json",
    "landlock=strict",
    "landlock",
    "$OPTION",
    "seccomp:$PROFILE",
    "apparmor=confined",
    "apparmor=unprivileged_userns",
  ];
  for (const option of right) it(`takes ${option}`, () => assert.equal(checkOption(option), undefined));

  const wrong: Record<string, readonly string[] | undefined> = {
    "": [],
    seccomp: ["seccomp:unconfined"],
    "apparmor=": ["apparmor=unconfined"],
    label: undefined,
    unconfined: undefined,
    "seccomp-unconfined": ["seccomp:unconfined"],
    "seccomp unconfined": ["seccomp:unconfined"],
    "seccomp;unconfined": ["seccomp:unconfined"],
    seccompunconfined: ["seccomp:unconfined"],
    "label-disable": ["label:disable"],
    "seccomp /etc/a.json": ["seccomp:/etc/a.json"],
    "seccomp::unconfined": ["seccomp:unconfined"],
    "seccomp:=unconfined": ["seccomp=unconfined"],
    " seccomp:unconfined": ["seccomp:unconfined"],
    "apparmor: profile": ["apparmor:profile"],
    "apparmour:unconfined": ["apparmor:unconfined"],
    "app_armor:profile": ["apparmor:profile"],
    "Seccomp:unconfined": ["seccomp:unconfined"],
    "sec-comp=Unconfined": ["seccomp=unconfined"],
    "seccomp:uncofined": ["seccomp:unconfined"],
    "apparmor=off": ["apparmor=unconfined"],
    "label=disabled": ["label=disable"],
    "no-new-privilege": ["no-new-privileges"],
    "no_new_privileges:true": ["no-new-privileges:true"],
    "no-new-privileges:yes": undefined,
    "systempaths=unconfined": [],
    "systempath:unconfined": [],
    "seccomp:unconfined,apparmor:unconfined": ["seccomp:unconfined", "apparmor:unconfined"],
    "seccomp:unconfined, apparmour=unconfined no-new-privileges": [
      "seccomp:unconfined",
      "apparmor=unconfined",
      "no-new-privileges",
    ],
    "seccomp:unconfined systempaths=unconfined": ["seccomp:unconfined"],
    "--security-opt=seccomp:unconfined": ["seccomp:unconfined"],
    "security_opt: apparmor=unconfined": ["apparmor=unconfined"],
  };
  for (const [option, repaired] of Object.entries(wrong)) {
    it(`refuses ${JSON.stringify(option)}`, () => {
      const problem = checkOption(option);
      assert.ok(problem);
      assert.deepEqual(problem.repaired, repaired);
      for (const text of repaired ?? []) assert.equal(checkOption(text), undefined);
    });
  }

  it("does not open a profile without being told to", () => {
    assert.equal(checkOption("seccomp")?.isCertain, false);
    assert.equal(checkOption("apparmor:")?.isCertain, false);
  });

  it("never throws, and what it repairs is right", () => {
    const pieces = [
      "seccomp",
      "apparmor",
      "label",
      "unconfined",
      "disable",
      "systempaths",
      "no-new-privileges",
      ":",
      "=",
      ",",
      " ",
      "-",
      "{",
      "}",
      "/x",
      "é",
      "",
      "off",
      "none",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 7 }), (parts) => {
        const problem = checkOption(parts.join(""));
        for (const text of problem?.repaired ?? [])
          assert.equal(checkOption(text), undefined, `${parts.join("")} → ${text}`);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the fixes of a config.toml", () => {
  const texts = [missing, syntax].flatMap(({ id }) =>
    readFixtures(join(testFolder, "rules", id)).flatMap(({ name, files }) =>
      Object.entries(files).flatMap(([path, text]) =>
        path.endsWith(".toml") ? [{ name: `${id}/${name}`, text }] : [],
      ),
    ),
  );

  for (const { name, text } of texts) {
    for (const newline of ["\n", "\r\n"]) {
      it(`${name} ${JSON.stringify(newline)}: each leaves all other keys in their tables, and its own finding is gone`, () => {
        const source = text.replaceAll(/\r?\n/g, newline).trimEnd();
        const configuration = parseRunnerConfiguration(file, source);
        if (!configuration) return;
        const others = (table: TomlTable) =>
          listPaths(table).filter((path) => !/security[-_]?opt(?!.*strict)/i.test(path));
        for (const rule of [missing, syntax]) {
          const before = runRule(rule, configuration);
          for (const fix of before.flatMap(({ fixes }) => fixes?.() ?? [])) {
            const repaired = applyEdits(source, fix.edits);
            const after = parse(repaired);
            assert.equal(after.problems.length, configuration.problems.length);
            assert.deepEqual(others(after.root), others(configuration.root), fix.title);
            assert.ok(runRule(rule, after).length < before.length, fix.title);
            assert.equal(/\r(?!\n)|(?<!\r)\n/.test(repaired), newline === "\n" && repaired.includes("\n"));
          }
        }
      });
    }
  }

  it("is information where nothing is built, a warning where images are", () => {
    const configuration = parse('[[runners]]\nexecutor = "docker"\n[runners.docker]\n');
    assert.equal(runRule(missing, configuration, false)[0]?.severity, "info");
    assert.equal(runRule(missing, configuration, true)[0]?.severity, undefined);
    assert.equal(missing.severity, "warning");
  });

  it("says nothing about a file that is being typed", () => {
    const text = readFileSync(join(testFolder, "rules", missing.id, "good.toml"), "utf8");
    for (let end = 0; end < text.length; end++) {
      const configuration = parseRunnerConfiguration(file, text.slice(0, end));
      if (!configuration || configuration.problems.length === 0) continue;
      assert.deepEqual(runRule(missing, configuration), [], text.slice(0, end));
    }
  });
});
