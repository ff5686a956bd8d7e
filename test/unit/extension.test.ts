import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { describePlan } from "../../src/extension/build/describe";
import { mask, StreamMask, stars } from "../../src/extension/build/mask";
import { looksLikeLog } from "../../src/extension/explain/looksLikeLog";
import { isContainerfileName, isFragment, isPipelineName, isRunnerConfiguration } from "../../src/extension/files";
import { commandLink, html } from "../../src/extension/page/html";
import { RestartOnce } from "../../src/extension/restart";
import { readRuleList } from "../../src/extension/rules/ruleList";
import { type Reply, runSteps, type Step } from "../../src/extension/wizard/steps";
import type { RunPlan } from "../../src/protocol/messages";
import { rules } from "../../src/rules/index";
import { groupByTopic } from "../../src/rules/topics";
import { kindOf, roleOf } from "../../src/workspace/kind";
import fc from "./properties";

describe("the wizard", () => {
  interface Answers {
    readonly names: readonly string[];
    readonly count: number;
  }

  const nothing: Answers = { names: [], count: 0 };

  /** A step that replies with what the script says, and notes what it was given. */
  const scripted = (seen: string[], name: string, replies: Reply<Answers>["kind"][]): Step<Answers> => {
    return async (answers, { step, totalSteps }) => {
      seen.push(`${name} ${step}/${totalSteps} ${answers.names.join("+")}`);
      const kind = replies.shift() ?? "value";
      return kind === "value" ? { kind, value: { ...answers, names: [...answers.names, name] } } : { kind };
    };
  };

  it("goes back one step, keeps the answers, and ends with the last ones", async () => {
    const seen: string[] = [];
    const steps = [scripted(seen, "a", []), scripted(seen, "b", ["back", "value"]), scripted(seen, "c", [])];
    const answers = await runSteps("Title", nothing, () => steps);
    assert.deepEqual(seen, ["a 1/3 ", "b 2/3 a", "a 1/3 a", "b 2/3 a+a", "c 3/3 a+a+b"]);
    assert.deepEqual(answers?.names, ["a", "a", "b", "c"]);
  });

  it("stays at the first step when there is nothing before it", async () => {
    const seen: string[] = [];
    const steps = [scripted(seen, "a", ["back", "value"])];
    await runSteps("Title", nothing, () => steps);
    assert.deepEqual(seen, ["a 1/1 ", "a 1/1 "]);
  });

  it("asks as many things as the answers call for", async () => {
    const seen: string[] = [];
    const count: Step<Answers> = async (answers) => ({ kind: "value", value: { ...answers, count: 2 } });
    await runSteps("Title", nothing, (answers) => [
      count,
      ...Array.from({ length: answers.count }, (_, index) => scripted(seen, `n${index}`, [])),
    ]);
    assert.deepEqual(seen, ["n0 2/3 ", "n1 3/3 n0"]);
  });

  it("ends without answers when the user gives up", async () => {
    const steps = [scripted([], "a", []), scripted([], "b", ["cancel"]), scripted([], "c", [])];
    assert.equal(await runSteps("Title", nothing, () => steps), undefined);
  });
});

describe("secrets", () => {
  it("are replaced wherever they stand, the longer ones first", () => {
    assert.equal(mask("a=hunter2 b=hunter22", ["hunter2", "hunter22"]), `a=${stars} b=${stars}`);
  });

  it("that are too short to be told from ordinary text are left", () => {
    assert.equal(mask("STEP 1/1", ["1", ""]), "STEP 1/1");
  });

  it("are replaced in output however it is cut into pieces", () => {
    const secrets = ["secret", "secretsecret2", "etsec"];
    const text = fc.array(fc.constantFrom("sec", "ret", "secret", "etsec", "2", " ", "\n", "x"), { maxLength: 12 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(60)), (parts, cuts) => {
        const whole = parts.join("");
        const stream = new StreamMask(secrets);
        let shown = "";
        let from = 0;
        for (const to of [...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length]) {
          shown += stream.push(whole.slice(from, to));
          from = to;
        }
        shown += stream.end();
        for (const secret of secrets) assert.ok(!shown.includes(secret), JSON.stringify(shown));
        // Nothing but secrets is lost.
        if (mask(whole, secrets) === whole) assert.equal(shown, whole);
      }),
    );
  });

  it("hold back no more of the output than they must", () => {
    const stream = new StreamMask(["hunter2"]);
    assert.equal(stream.push("STEP 1: FROM scratch\n"), "STEP 1: FROM scratch\n");
    assert.equal(stream.push("token hun"), "token ");
    assert.equal(stream.push("dred\n"), "hundred\n");
  });
});

describe("a plan in the terminal", () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  const plan: RunPlan = {
    job: "build",
    platforms: ["linux/amd64"],
    steps: [
      {
        arguments: [
          "build",
          "--build-arg",
          "TOKEN=hunter2",
          "--build-arg",
          "TEXT=it's here",
          "-t",
          "localhost/project:latest",
          ".",
        ],
        directory: "sub",
        uri: "file:///p/.gitlab-ci.yml",
        range,
        containerfile: undefined,
      },
    ],
    environment: { STORAGE_DRIVER: "vfs" },
    values: [{ name: "TOKEN", value: "***", source: "your answer", isSecret: true }],
    questions: [],
    notes: ["Nothing is pushed."],
  };
  const labels = { commands: "Commands", values: "Values", environment: "Environment", notes: "Notes" };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the codes for bold and faint
  const plain = describePlan(plan, "/p", ["hunter2"], labels).replace(/\x1b\[\d+m/g, "");

  it("tells values, environment, differences and, last, the command with its folder", () => {
    assert.equal(
      plain,
      `Values
  TOKEN  ${stars}  your answer

Environment
  STORAGE_DRIVER=vfs

Notes
  • Nothing is pushed.

Commands
  /p/sub
  $ buildah build \\
      --build-arg TOKEN=${stars} \\
      --build-arg 'TEXT=it'\\''s here' \\
      -t localhost/project:latest .
`,
    );
  });
});

describe("files", () => {
  const names = fc.oneof(
    fc.constantFrom(
      ".gitlab-ci.yml",
      "x.gitlab-ci.yaml",
      "gitlab-ci.yml",
      "Dockerfile",
      "Dockerfile.md",
      "config.toml",
    ),
    fc.constantFrom("Containerfile-alpine", "app.dockerfile", "Dockerfile.dockerignore", "x.yml", "Containerfile.yml"),
    fc.stringMatching(/^[A-Za-z._-]{1,12}$/).filter((name) => !/^\.+$/.test(name)),
  );

  it("are for the extension what they are for the server", () => {
    fc.assert(
      fc.property(names, (name) => {
        const kind = kindOf(`file:///p/${name}`);
        assert.equal(isPipelineName(`/p/${name}`), kind === "pipeline");
        assert.equal(isContainerfileName(`/p/${name}`), kind === "containerfile");
        assert.equal(
          isRunnerConfiguration(`/p/${name}`, () => "[[runners]]\n"),
          kind === "runner",
        );
      }),
    );
  });

  it("that pipelines may include are so for both too", () => {
    const part = fc.constantFrom(".gitlab", ".gitlab-ci", "ci", ".ci", "templates", "src", "ci-jobs", "build.ci", "a");
    const name = fc.constantFrom("a.yml", "ci.yml", "common-ci.yaml", "gitlab-ci-base.yml", "circle.yml", "a.txt");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 3 }), name, (parts, last) => {
        const path = [...parts, last].join("/");
        assert.equal(
          isFragment(path, () => "podman build"),
          roleOf(path) === "fragment",
        );
        assert.ok(!isFragment(path, () => "kubectl"));
      }),
    );
  });

  it("named config.toml are a runner's only with its tables", () => {
    const isOurs = (text: string) => isRunnerConfiguration("/etc/gitlab-runner/config.toml", () => text);
    assert.ok(isOurs('concurrent = 1\n\n[[runners]]\n  name = "a"\n'));
    assert.ok(isOurs("  [runners.docker]\n"));
    assert.ok(!isOurs("[build]\ntarget = 'x'\n# [[runners]]\n"));
    assert.ok(!isOurs("[runnersup]\n"));
  });
});

describe("a server that crashes", () => {
  it("is started again once; then the user is told", async () => {
    let told = 0;
    const policy = new RestartOnce(() => {
      told += 1;
    });
    assert.equal(policy.closed(0), true);
    assert.equal(policy.hasGivenUp, false);
    assert.equal(policy.closed(60_000), false);
    assert.equal(policy.hasGivenUp, true);
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(told, 1);
  });

  it("is started again when the last crash is long ago", () => {
    const policy = new RestartOnce(() => assert.fail());
    assert.equal(policy.closed(0), true);
    assert.equal(policy.closed(10 * 60_000), true);
  });
});

describe("the list of rules in the editor", () => {
  it("has every rule of the index, by topic", () => {
    const listed = readRuleList(readFileSync("src/rules/index.md", "utf8"));
    const wanted = [...groupByTopic(rules)].flatMap(([topic, group]) =>
      group.map(({ id, severity, confidence, summary }) => ({
        id,
        topic,
        severity: confidence === "certain" ? severity : `${severity}, off by default`,
        summary,
      })),
    );
    assert.deepEqual(listed, wanted);
  });
});

describe("pages", () => {
  it("show what they are given as text, whoever wrote it", () => {
    const log = `<script src="x">'&`;
    assert.equal(html`<p title="${log}">${log}</p>`.text.includes("<script"), false);
    assert.equal(html`<p>${"a<b"}</p>`.text, "<p>a&#60;b</p>");
  });

  it("hold parts, lists of parts, and nothing where nothing is", () => {
    const parts = ["a", "b"].map((each) => html`<b>${each}</b>`);
    assert.equal(html`${parts}${undefined}${1}`.text, "<b>a</b><b>b</b>1");
  });

  it("link to commands with arguments that no attribute ends", () => {
    const { text } = commandLink("Open", "x.open", [{ uri: `file:///a"b'<c>` }]);
    const [, href] = /href="([^"]*)"/.exec(text)!;
    const decoded = href!.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
    assert.deepEqual(JSON.parse(decodeURIComponent(decoded.replace("command:x.open?", ""))), [
      { uri: `file:///a"b'<c>` },
    ]);
  });
});

describe("a log", () => {
  const logs = [
    "Running with gitlab-runner 17.5.3 (12030cf4)\n",
    "section_start:1700000000:step_script\r\u001b[0K$ make\n",
    "STEP 1/2: FROM scratch\n",
    "[linux/arm64] STEP 2/5: RUN true\n",
    'time="t" level=error msg="exit status 1"\n',
    'ok\nError: building at STEP "RUN false": exit status 1\n',
  ];
  for (const text of logs) it(`is known by ${JSON.stringify(text)}`, () => assert.equal(looksLikeLog(text), true));

  const others = ["", "https://example.com", "build:\n  script: buildah build .\n", "# Errors: what to do\n"];
  for (const text of others) it(`is not ${JSON.stringify(text)}`, () => assert.equal(looksLikeLog(text), false));
});
