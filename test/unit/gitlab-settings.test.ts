import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { job, known, read, script, texts } from "./gitlabJobs";

describe("scripts", () => {
  const items = (text: string) => {
    const setting = job(`job: { ${text} }`).script;
    return setting.state === "known" ? setting.value.map((item) => item.text) : setting.state;
  };
  it("are a text, or lists in lists up to ten deep", () => {
    assert.deepEqual(items("script: build"), ["build"]);
    assert.deepEqual(items("script: [a, [b, [c]], []]"), ["a", "b", "c"]);
    const nested = (depth: number) => `${"[".repeat(depth)}a${"]".repeat(depth)}`;
    assert.deepEqual(items(`script: ${nested(10)}`), ["a"]);
    assert.equal(items(`script: ${nested(11)}`), "unknown");
  });

  it("are unknown where an item is a mapping, and for steps", () => {
    assert.equal(items("script: [a, { echo b: c }]"), "unknown");
    assert.equal(items("run: [{ name: a, script: b }]"), "unknown");
    assert.equal(items("trigger: a"), "absent");
  });

  it("behind and before the others stand for themselves", () => {
    const found = job("job: { script: a, after_script: [b], hooks: { pre_get_sources_script: [c, [d]] } }");
    const of = (setting: typeof found.script) => setting.state === "known" && setting.value.map((item) => item.text);
    assert.deepEqual([of(found.afterScript), of(found.preGetSourcesScript)], [["b"], ["c", "d"]]);
  });
});

describe("settings of a job", () => {
  const found = job(`
job:
  script: a
  image: { name: a, entrypoint: [""], docker: { platform: linux/arm64, user: dev }, pull_policy: [always, if-not-present] }
  tags: [x-$ARCH, [y]]
  when: manual
  allow_failure: { exit_codes: [1, 2] }
  environment: { name: production, url: https://example.org }
  resource_group: release
  interruptible: yes
  id_tokens: { A: { aud: x }, B: { aud: y } }
  secrets: { PASSWORD: { vault: a } }
  artifacts: { paths: [out], reports: { dotenv: [a.env, b.env] } }
`);
  it("are known as they are written", () => {
    assert.equal(known(found.image), "a");
    assert.deepEqual(texts(found.tags), ["x-$ARCH", "y"]);
    assert.equal(known(found.when), "manual");
    assert.equal(known(found.environment), "production");
    assert.equal(known(found.resourceGroup), "release");
    assert.equal(known(found.interruptible), true);
    assert.deepEqual([known(found.idTokens), known(found.secrets)], [["A", "B"], ["PASSWORD"]]);
    assert.ok(found.imageOptions.state === "known" && found.artifacts.state === "known");
    const { entrypoint, platform, user, pullPolicy } = found.imageOptions.value;
    assert.deepEqual([texts(entrypoint), known(platform), known(user)], [[""], "linux/arm64", "dev"]);
    assert.deepEqual(texts(pullPolicy), ["always", "if-not-present"]);
    const { paths, dotenv } = found.artifacts.value;
    assert.deepEqual([texts(paths), texts(dotenv)], [["out"], ["a.env", "b.env"]]);
    assert.ok(found.allowFailure.state === "known" && Array.isArray(found.allowFailure.value));
  });

  it("may be shorter", () => {
    const short = job(
      "job: { script: a, image: a, environment: review, allow_failure: true, artifacts: { reports: { dotenv: a.env } } }",
    );
    assert.deepEqual([known(short.image), known(short.environment), known(short.allowFailure)], ["a", "review", true]);
    assert.ok(short.imageOptions.state === "known" && short.artifacts.state === "known");
    assert.equal(short.imageOptions.value.platform.state, "absent");
    assert.deepEqual(texts(short.artifacts.value.dotenv), ["a.env"]);
    assert.equal(short.artifacts.value.paths.state, "absent");
  });

  it("are absent where nothing says them", () => {
    const bare = job("job: { script: a }");
    const settings = [
      bare.image,
      bare.imageOptions,
      bare.services,
      bare.tags,
      bare.when,
      bare.allowFailure,
      bare.environment,
      bare.resourceGroup,
      bare.interruptible,
      bare.idTokens,
      bare.secrets,
      bare.trigger,
      bare.artifacts,
      bare.preGetSourcesScript,
    ];
    assert.deepEqual(new Set(settings.map(({ state }) => state)), new Set(["absent"]));
  });

  it("are unknown where they cannot be read", () => {
    const gone = "!reference [.gone, x]";
    const broken = job(
      `job: { script: a, image: { name: ${gone} }, when: ${gone}, allow_failure: perhaps, id_tokens: [a], environment: ${gone}, trigger: ${gone} }`,
    );
    const settings = [
      broken.image,
      broken.when,
      broken.allowFailure,
      broken.idTokens,
      broken.environment,
      broken.trigger,
    ];
    assert.deepEqual(new Set(settings.map(({ state }) => state)), new Set(["unknown"]));
  });

  it("say which pipeline a job triggers", () => {
    const of = (trigger: string) => {
      const { trigger: setting } = job(`job: { trigger: ${trigger} }`);
      assert.ok(setting.state === "known");
      const { project, include, strategy } = setting.value;
      return [known(project), known(strategy), include.state === "known" ? include.value.length : include.state];
    };
    assert.deepEqual(of("group/project"), ["group/project", "absent", "absent"]);
    assert.deepEqual(of("{ project: a/b, strategy: depend }"), ["a/b", "depend", "absent"]);
    assert.deepEqual(of("{ include: [{ local: a.yml }, b.yml] }"), ["absent", "absent", 2]);
  });
});

describe("jobs", () => {
  it("are everything at the top that is no keyword and not hidden; pages is one", () => {
    const pipeline = read(
      "pages: { script: a }\n.hidden: { script: b }\ntext: a\nlist: [b]\nnothing:\njob: { script: c }",
    );
    assert.deepEqual([...pipeline.jobs.keys()], ["pages", "job"]);
    assert.deepEqual([...pipeline.hidden], [".hidden"]);
    assert.equal(pipeline.open, undefined);
    assert.ok(read("types: { script: a }").jobs.has("types"));
  });

  it("may be other ones by reference, with all that those inherit", () => {
    const pipeline = read(
      ".a: { tags: [x] }\n.b: { extends: .a, script: a }\njob: !reference [.b]\nnext: { needs: [job], script: b }",
    );
    assert.equal(pipeline.open, undefined);
    assert.deepEqual([...pipeline.jobs.keys()], ["job", "next"]);
    assert.deepEqual([script(job(pipeline))[1], texts(job(pipeline).tags)], [["a"], ["x"]]);
    assert.equal(job(pipeline).source.entries.size, 0);
  });

  it("leave open what there is where they refer to what is not known", () => {
    assert.match(read("job: { script: a }\nother: !reference [.gone]").open!, /other/);
  });
});
