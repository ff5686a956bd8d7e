import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatPlatform } from "../../src/buildah/platform";
import { formatReference } from "../../src/buildah/reference";
import { Analyser } from "../../src/features/analysis";
import { type PredictedIndex, predictIndexes } from "../../src/images/predict";
import { analyseFiles } from "./fixtures";
import fc from "./properties";

function predict(pipeline: string, more: Readonly<Record<string, string>> = {}): readonly PredictedIndex[] {
  const { flows } = analyseFiles({ ".gitlab-ci.yml": pipeline, ...more }, new Analyser([]));
  return flows.flatMap(predictIndexes);
}

/** Each entry as `platform from reference`, with `?` for what is not known and `local` for what goes through no registry. */
function entriesOf({ entries }: PredictedIndex): string[] {
  return entries.map(({ platform, makers, reference, isLocal }) => {
    const from = makers.map(({ instance }) => instance.name).join("|") || "?";
    return `${platform ? formatPlatform(platform) : "?"} ${from} ${formatReference(reference)}${isLocal ? " local" : ""}`;
  });
}

/** The one index of a job whose script these lines are, behind a job for each architecture. */
function join(...script: string[]): PredictedIndex {
  const lines = script.map((line) => `    - ${JSON.stringify(line)}\n`).join("");
  const indexes = predict(
    `${builds}join:\n  needs: [amd64, arm64]\n  tags: [saas-linux-small-amd64]\n  script:\n${lines}`,
  );
  assert.equal(indexes.length, 1, "one index");
  return indexes[0]!;
}

const builds = `
amd64:
  script: [buildah build --platform linux/amd64 -t $CI_REGISTRY_IMAGE:amd64 ., buildah push $CI_REGISTRY_IMAGE:amd64]
arm64:
  script: [buildah build --platform linux/arm64/v8 -t $CI_REGISTRY_IMAGE:arm64 ., buildah push $CI_REGISTRY_IMAGE:arm64]
`;
const create = "buildah manifest create l";
const addAmd64 = "buildah manifest add l docker://$CI_REGISTRY_IMAGE:amd64";
const addArm64 = "buildah manifest add l docker://$CI_REGISTRY_IMAGE:arm64";
const push = "buildah manifest push --all l docker://$CI_REGISTRY_IMAGE:latest";
const amd64 = "linux/amd64 amd64 $CI_REGISTRY_IMAGE:amd64";
const arm64 = "linux/arm64 arm64 $CI_REGISTRY_IMAGE:arm64";
const kindsOf = ({ problems }: PredictedIndex) => problems.map(({ kind }) => kind);
const messagesOf = ({ problems }: PredictedIndex) => problems.map(({ message }) => message);

describe("the predicted index", () => {
  it("has the image of each job, in the order of the list", () => {
    const index = join(create, addArm64, addAmd64, push);
    assert.equal(formatReference(index.image), "$CI_REGISTRY_IMAGE:latest");
    assert.equal(index.run.instance.name, "join");
    assert.deepEqual(entriesOf(index), [arm64, amd64]);
    assert.deepEqual(index.problems, []);
    assert.equal(index.isComplete, true);
  });

  it("is made of what manifest create is given", () => {
    const all = "docker://$CI_REGISTRY_IMAGE:amd64 $CI_REGISTRY_IMAGE:arm64";
    const index = join(`buildah manifest create l ${all}`, push);
    assert.deepEqual(entriesOf(index), [amd64, arm64]);
    assert.equal(index.isComplete, true);
  });

  it("puts what is added again at the end", () => {
    assert.deepEqual(entriesOf(join(create, addAmd64, addArm64, addAmd64, push)), [arm64, amd64]);
  });

  it("has one entry for one image under two names", () => {
    const index = join(
      "buildah build --platform linux/s390x -t one .",
      "buildah push one docker://$CI_REGISTRY_IMAGE:a",
      "buildah tag one two",
      "buildah push two docker://$CI_REGISTRY_IMAGE:b",
      create,
      "buildah manifest add l docker://$CI_REGISTRY_IMAGE:a",
      "buildah manifest add l docker://$CI_REGISTRY_IMAGE:b",
      push,
    );
    assert.deepEqual(entriesOf(index), ["linux/s390x join $CI_REGISTRY_IMAGE:b"]);
    assert.equal(index.isComplete, true);
  });

  it("has an entry for an image in the storage and one for the same in a registry", () => {
    const index = join(
      "buildah build --platform linux/s390x -t $CI_REGISTRY_IMAGE:own .",
      "buildah push $CI_REGISTRY_IMAGE:own",
      create,
      "buildah manifest add --arch s390 l containers-storage:$CI_REGISTRY_IMAGE:own",
      "buildah manifest add l docker://$CI_REGISTRY_IMAGE:own",
      push,
    );
    const own = "join $CI_REGISTRY_IMAGE:own";
    assert.deepEqual(entriesOf(index), [`linux/s390 ${own} local`, `linux/s390x ${own}`]);
  });

  it("has what builds put into the list, again and again", () => {
    const index = join(
      "for arch in amd64 arm/v7; do buildah build --platform linux/$arch --manifest l .; done",
      "buildah build --platform linux/aarch64,linux/x86_64 --manifest l .",
      push,
    );
    assert.deepEqual(entriesOf(index), [
      "linux/amd64 join l local",
      "linux/arm/v7 join l local",
      "linux/arm64 join l local",
      "linux/amd64 join l local",
    ]);
    assert.deepEqual(kindsOf(index), ["duplicate"]);
    assert.equal(index.isComplete, false);
  });

  it("is one for each destination, and the last one of those for the same", () => {
    const again = "buildah manifest push --all l docker://$CI_REGISTRY_IMAGE:next";
    const indexes = predict(
      `${builds}join:\n  needs: [amd64, arm64]\n  script:\n    - ${create}\n    - ${addAmd64}\n    - ${push}\n    - ${again}\n    - ${addArm64}\n    - ${push}\n`,
    );
    assert.deepEqual(
      indexes.map((index) => [formatReference(index.image), entriesOf(index).length]),
      [
        ["$CI_REGISTRY_IMAGE:next", 1],
        ["$CI_REGISTRY_IMAGE:latest", 2],
      ],
    );
  });

  it("is one for each instance of a matrix", () => {
    const indexes = predict(`
build:
  parallel: {matrix: [{NAME: [app, web], ARCH: [amd64, arm64]}]}
  script:
    - buildah build --platform linux/$ARCH -t $CI_REGISTRY_IMAGE/$NAME:$ARCH $NAME
    - buildah push $CI_REGISTRY_IMAGE/$NAME:$ARCH
join:
  needs: [build]
  parallel: {matrix: [{NAME: [app, web]}]}
  script:
    - buildah manifest create l $CI_REGISTRY_IMAGE/$NAME:amd64 $CI_REGISTRY_IMAGE/$NAME:arm64
    - buildah manifest push --all l docker://$CI_REGISTRY_IMAGE/$NAME
`);
    assert.deepEqual(
      indexes.map((index) => [formatReference(index.image), index.run.instance.name, ...entriesOf(index)]),
      ["app", "web"].map((name) => [
        `$CI_REGISTRY_IMAGE/${name}`,
        `join: [${name}]`,
        `linux/amd64 build: [${name}, amd64] $CI_REGISTRY_IMAGE/${name}:amd64`,
        `linux/arm64 build: [${name}, arm64] $CI_REGISTRY_IMAGE/${name}:arm64`,
      ]),
    );
    assert.ok(indexes.every((index) => index.isComplete));
  });

  it("is none where images are pushed without a list", () => {
    assert.deepEqual(predict(builds), []);
    assert.deepEqual(
      predict(
        "a:\n  tags: [saas-linux-small-amd64]\n  script: [buildah build --platform linux/amd64,linux/arm64 --manifest l ., buildah push l docker://$CI_REGISTRY_IMAGE]\n",
      ),
      [],
    );
  });
});

describe("an image that is added", () => {
  it("comes from the registry where that has one, though a newer one lies in the storage", () => {
    const index = join(
      "buildah build --platform linux/s390x -t $CI_REGISTRY_IMAGE:amd64 .",
      create,
      "buildah manifest add l $CI_REGISTRY_IMAGE:amd64",
      push,
    );
    assert.deepEqual(entriesOf(index), [amd64]);
  });

  it("comes from the storage with a transport that says so, and to manifest create", () => {
    const build = "buildah build --platform linux/s390x -t $CI_REGISTRY_IMAGE:amd64 .";
    const local = "linux/s390x join $CI_REGISTRY_IMAGE:amd64 local";
    const added = join(build, create, "buildah manifest add l containers-storage:$CI_REGISTRY_IMAGE:amd64", push);
    assert.deepEqual(entriesOf(added), [local]);
    assert.deepEqual(entriesOf(join(build, "buildah manifest create l $CI_REGISTRY_IMAGE:amd64", push)), [local]);
  });

  it("comes from the storage where no job pushes the name", () => {
    const name = "$CI_REGISTRY_IMAGE:own";
    const index = join(
      `buildah build --platform linux/s390x -t ${name} .`,
      create,
      `buildah manifest add l ${name}`,
      push,
    );
    assert.deepEqual(entriesOf(index), [`linux/s390x join ${name} local`]);
    assert.equal(index.isComplete, true);
  });

  it("may be an old one where its name is pushed only afterwards", () => {
    const name = "$CI_REGISTRY_IMAGE:own";
    const index = join(
      `buildah build --platform linux/s390x -t ${name} .`,
      create,
      `buildah manifest add l ${name}`,
      `buildah push ${name}`,
      push,
    );
    assert.deepEqual(kindsOf(index), ["unordered"]);
  });

  it("is missing where no job pushes it", () => {
    const index = join(create, addAmd64, addArm64, "buildah manifest add l docker://$CI_REGISTRY_IMAGE:arm", push);
    assert.deepEqual(entriesOf(index), [amd64, arm64, "? ? $CI_REGISTRY_IMAGE:arm"]);
    assert.deepEqual(kindsOf(index), ["missing"]);
    assert.match(messagesOf(index)[0]!, /^No job pushes \$CI_REGISTRY_IMAGE:arm/);
  });

  it("is written down for the platform that the command names, without a check", () => {
    const arch = join(create, "buildah manifest add --arch aarch64 l docker://$CI_REGISTRY_IMAGE:amd64", push);
    assert.deepEqual(entriesOf(arch), ["linux/arm64 amd64 $CI_REGISTRY_IMAGE:amd64"]);
    const annotate = "buildah manifest annotate --arch arm --variant v6 l $CI_REGISTRY_IMAGE:amd64";
    assert.deepEqual(entriesOf(join(create, addAmd64, annotate, push)), [
      "linux/arm/v6 amd64 $CI_REGISTRY_IMAGE:amd64",
    ]);
    const elsewhere = join(create, "buildah manifest add --arch arm64 l docker://quay.io/example/app", push);
    assert.deepEqual(entriesOf(elsewhere), ["linux/arm64 ? quay.io/example/app"]);
  });

  it("is the one of a list for the runner, for the chosen platform, or all", () => {
    const list = [create, addAmd64, addArm64, push];
    const add = (flags: string) =>
      predict(
        `${builds}join:\n  needs: [amd64, arm64]\n  script: ${JSON.stringify(list)}\nagain:\n  needs: [join]\n  tags: [saas-linux-small-arm64]\n  script: [buildah manifest create m, "buildah manifest add ${flags} m docker://$CI_REGISTRY_IMAGE", "buildah manifest push --all m docker://$CI_REGISTRY_IMAGE:m"]\n`,
      ).at(-1)!;
    assert.deepEqual(entriesOf(add("")), [arm64]);
    assert.deepEqual(entriesOf(add("--arch amd64")), [amd64]);
    assert.deepEqual(entriesOf(add("--all")), [amd64, arm64]);
    assert.deepEqual(kindsOf(add("--arch s390x")), ["failing"]);
    assert.equal(add("--all").isComplete, true);
  });

  it("keeps its maker on its way through other names and jobs", () => {
    const indexes = predict(`${builds}
promote:
  needs: [arm64]
  tags: [saas-linux-small-arm64]
  script: [buildah pull $CI_REGISTRY_IMAGE:arm64, buildah tag $CI_REGISTRY_IMAGE:arm64 new, "buildah push new docker://quay.io/example/new:1"]
join:
  needs: [promote]
  script: ["buildah manifest create l docker://quay.io/example/new:1", "buildah manifest push --all l docker://quay.io/example/new"]
`);
    assert.deepEqual(indexes.map(entriesOf), [["linux/arm64 arm64 quay.io/example/new:1"]]);
    assert.equal(indexes[0]!.isComplete, true);
  });

  it("is for the runner's platform where the build names none, as far as the runner is known", () => {
    const pipeline = (tags: string) =>
      `build:\n  tags: [${tags}]\n  script: [buildah build -t $CI_REGISTRY_IMAGE:a ., buildah push $CI_REGISTRY_IMAGE:a]\njoin:\n  needs: [build]\n  script: ["buildah manifest create l docker://$CI_REGISTRY_IMAGE:a", "buildah manifest push --all l docker://$CI_REGISTRY_IMAGE"]\n`;
    assert.deepEqual(entriesOf(predict(pipeline("saas-linux-small-arm64"))[0]!), [
      "linux/arm64 build $CI_REGISTRY_IMAGE:a",
    ]);
    const [own] = predict(pipeline("arm64"));
    assert.deepEqual(entriesOf(own!), ["? build $CI_REGISTRY_IMAGE:a"]);
    assert.equal(own!.isComplete, false);
  });

  it("is for what --arch, or a build argument of newer versions, asks for", () => {
    const entry = (flags: string, image: string) =>
      entriesOf(
        predict(
          `build:\n  image: ${image}\n  tags: [saas-linux-small-amd64]\n  script: [buildah build ${flags} --manifest l ., buildah manifest push --all l docker://$CI_REGISTRY_IMAGE]\n`,
        )[0]!,
      )[0];
    assert.equal(entry("--arch arm64", "custom"), "linux/arm64 build l local");
    assert.equal(entry("--os linux --arch arm --variant v6", "custom"), "linux/arm/v6 build l local");
    assert.equal(
      entry("--build-arg TARGETPLATFORM=linux/arm64", "quay.io/buildah/stable:v1.39.0"),
      "linux/arm64 build l local",
    );
    assert.equal(
      entry("--build-arg TARGETPLATFORM=linux/arm64", "quay.io/buildah/stable:v1.37.0"),
      "linux/amd64 build l local",
    );
    assert.equal(entry("--build-arg TARGETPLATFORM=linux/arm64", "custom"), "? build l local");
    assert.equal(entry("--all-platforms", "custom"), "? build l local");
  });
});

describe("what skopeo copies", () => {
  const copied = (...script: string[]) =>
    predict(
      `${builds}join:\n  needs: [amd64, arm64]\n  script: ${JSON.stringify([create, addAmd64, addArm64, push])}\ncopy:\n  needs: [join]\n  tags: [saas-linux-small-arm64]\n  script: ${JSON.stringify(script)}\n`,
    ).slice(1);
  const source = "docker://$CI_REGISTRY_IMAGE:latest";

  it("is an index with --all, and one image without", () => {
    for (const all of ["--all", "-a", "--multi-arch=all", "--multi-arch all"]) {
      const [index, ...others] = copied(`skopeo copy ${all} ${source} docker://quay.io/example/app:1`);
      assert.equal(formatReference(index!.image), "quay.io/example/app:1", all);
      assert.equal(index!.run.instance.name, "copy");
      assert.deepEqual(entriesOf(index!), [amd64, arm64]);
      assert.deepEqual([index!.isComplete, others], [true, []]);
    }
    assert.deepEqual(copied(`skopeo copy ${source} docker://quay.io/example/app:1`), []);
  });

  it("can be added to a list", () => {
    const add = [
      "buildah manifest create m docker://quay.io/example/app:1",
      "buildah manifest push --all m docker://quay.io/example/m",
    ];
    const copy = (flags: string) => copied(`skopeo ${flags} ${source} docker://quay.io/example/app:1`, ...add)[0]!;
    assert.deepEqual(entriesOf(copy("copy")), ["linux/arm64 arm64 $CI_REGISTRY_IMAGE:arm64"]);
    assert.deepEqual(entriesOf(copy("--override-arch amd64 copy")), ["linux/amd64 amd64 $CI_REGISTRY_IMAGE:amd64"]);
  });
});

describe("what keeps a prediction from being certain", () => {
  const run = (rest: string, script: readonly string[]) =>
    predict(`${builds}join:\n  needs: [amd64, arm64]\n${rest}  script: ${JSON.stringify(script)}\n`)[0]!;

  it("is a job that is not waited for", () => {
    const [index] = predict(
      `${builds}join:\n  needs: [amd64]\n  script: ${JSON.stringify([create, addAmd64, addArm64, push])}\n`,
    );
    assert.deepEqual(entriesOf(index!), [amd64, arm64]);
    assert.deepEqual(kindsOf(index!), ["unordered"]);
  });

  it("is a name that two jobs push; the last one counts where there is one", () => {
    const pipeline = (needs: string) =>
      `one:\n  script: [buildah build --platform linux/amd64 -t $CI_REGISTRY_IMAGE:a ., buildah push $CI_REGISTRY_IMAGE:a]\ntwo:\n  needs: [${needs}]\n  script: [buildah build --platform linux/arm64 -t $CI_REGISTRY_IMAGE:a ., buildah push $CI_REGISTRY_IMAGE:a]\njoin:\n  needs: [one, two]\n  script: ["buildah manifest create l docker://$CI_REGISTRY_IMAGE:a", "buildah manifest add l docker://$CI_REGISTRY_IMAGE:a", "buildah manifest push --all l docker://$CI_REGISTRY_IMAGE"]\n`;
    const [ordered] = predict(pipeline("one"));
    assert.deepEqual(entriesOf(ordered!), ["linux/arm64 two $CI_REGISTRY_IMAGE:a"]);
    assert.deepEqual(messagesOf(ordered!), [
      "two pushes $CI_REGISTRY_IMAGE:a over what one pushed for another platform",
    ]);
    const [beside] = predict(pipeline(""));
    assert.deepEqual(entriesOf(beside!), ["? one|two $CI_REGISTRY_IMAGE:a"]);
    assert.deepEqual(kindsOf(beside!), ["collision"]);
  });

  it("is a job that is not in each pipeline, that a person starts, or one of several that exclude each other", () => {
    const build = (name: string, arch: string, rest: string) =>
      `${name}: {${rest} stage: build, script: [buildah build --platform linux/${arch} -t $CI_REGISTRY_IMAGE:a ., buildah push $CI_REGISTRY_IMAGE:a]}\n`;
    const list = (needs: string) =>
      `join: {${needs} stage: deploy, script: ["buildah manifest create l docker://$CI_REGISTRY_IMAGE:a", "buildah manifest push --all l docker://$CI_REGISTRY_IMAGE"]}\n`;
    const main = 'rules: [{if: $CI_COMMIT_BRANCH == "main"}],';
    const tags = "rules: [{if: $CI_COMMIT_TAG}],";
    const only = (...jobs: string[]) => predict(jobs.join(""))[0]!;
    const rare = only(build("rare", "amd64", main), list(""));
    assert.deepEqual([entriesOf(rare), kindsOf(rare)], [["linux/amd64 rare $CI_REGISTRY_IMAGE:a"], ["conditional"]]);
    assert.equal(only(build("same", "amd64", main), list(main)).isComplete, true);
    const manual = build("manual", "amd64", "when: manual,");
    assert.deepEqual(kindsOf(only(manual, list(""))), ["conditional"]);
    assert.equal(only(manual, list("needs: [manual],")).isComplete, true);
    const either = only(build("one", "amd64", main), build("two", "amd64", tags), list(""));
    assert.deepEqual(entriesOf(either), ["linux/amd64 one|two $CI_REGISTRY_IMAGE:a"]);
    assert.deepEqual(messagesOf(either), ["Which of one and two pushes $CI_REGISTRY_IMAGE:a depends on the pipeline"]);
    const other = only(build("one", "amd64", main), build("two", "arm64", tags), list(tags));
    assert.deepEqual([entriesOf(other), other.isComplete], [["linux/arm64 two $CI_REGISTRY_IMAGE:a"], true]);
  });

  it("is a build of several platforms under one name", () => {
    const index = join(
      "buildah build --platform linux/amd64,linux/arm64 -t $CI_REGISTRY_IMAGE:both .",
      "buildah push $CI_REGISTRY_IMAGE:both",
      create,
      "buildah manifest add l docker://$CI_REGISTRY_IMAGE:both",
      push,
    );
    assert.deepEqual(entriesOf(index), ["? join $CI_REGISTRY_IMAGE:both"]);
    assert.match(messagesOf(index)[0]!, /several platforms/);
  });

  it("is a command in a branch", () => {
    assert.deepEqual(kindsOf(join(create, addAmd64, `if [ -n "$X" ]; then ${addArm64}; fi`, push)), ["conditional"]);
    assert.deepEqual(kindsOf(join(create, addAmd64, addArm64, `[ -n "$X" ] && ${push}`)), ["conditional"]);
    assert.deepEqual(kindsOf(join('[ -n "$X" ] || exit 0', create, addAmd64, addArm64, push)).slice(0, 1), [
      "conditional",
    ]);
  });

  it("is not a command that fails when it does not go on", () => {
    const index = join('if [ -z "$X" ]; then echo "X is missing"; exit 1; fi', create, addAmd64, addArm64, push);
    assert.deepEqual(index.problems, []);
  });

  it("is a command that may do anything to the list, from when there is one", () => {
    assert.equal(join("./prepare.sh", create, addAmd64, addArm64, push).isComplete, true);
    assert.deepEqual(messagesOf(join(create, addAmd64, addArm64, "./more.sh", push)), [
      "What ./more.sh does to images is not known",
    ]);
    const build = "buildah build --platform linux/amd64 --manifest l .";
    assert.equal(join("./prepare.sh", build, push).isComplete, false);
    assert.equal(join("podman login -u $NAME -p $PASSWORD quay.io", build, push).isComplete, true);
  });

  it("is a script that could not be read", () => {
    const index = run("  before_script: !reference [.gone, x]\n", [create, addAmd64, addArm64, push]);
    assert.deepEqual(entriesOf(index), [amd64, arm64]);
    assert.equal(index.isComplete, false);
  });

  it("is a name that is not known", () => {
    assert.deepEqual(entriesOf(join(create, addAmd64, 'buildah manifest add l "docker://$IMAGE"', push)), [
      amd64,
      "? ? $IMAGE",
    ]);
    assert.equal(
      join(create, addAmd64, addArm64, 'buildah manifest add "$LIST" docker://quay.io/a/b', push).isComplete,
      false,
    );
    const unknown = join(create, addAmd64, 'buildah manifest push --all "$LIST" docker://$CI_REGISTRY_IMAGE');
    assert.deepEqual(entriesOf(unknown), []);
    assert.equal(unknown.isComplete, false);
  });

  it("is a runner that keeps lists, unless the list is removed first or certainly new", () => {
    const list = "buildah build --platform linux/amd64 --manifest l .";
    assert.equal(run("  tags: [shell]\n", [list, push]).isComplete, false);
    assert.equal(run("  tags: [shell]\n", ["buildah manifest rm l || true", list, push]).isComplete, true);
    assert.equal(run("  tags: [shell]\n", [create, list, push]).isComplete, true);
    assert.equal(run("  tags: [shell]\n", ["buildah manifest create --amend l", list, push]).isComplete, false);
    assert.equal(run("", ["buildah manifest exists l || buildah manifest create l", list, push]).isComplete, true);
  });

  it("is an image for another platform that is left out", () => {
    const index = predict(
      `${builds}s390x:\n  script: [buildah build --platform linux/s390x -t $CI_REGISTRY_IMAGE:s390x ., buildah push $CI_REGISTRY_IMAGE:s390x]\njoin:\n  needs: [amd64, arm64, s390x]\n  script: ${JSON.stringify([create, addAmd64, addArm64, push])}\n`,
    )[0]!;
    assert.deepEqual(kindsOf(index), ["missing"]);
    assert.match(messagesOf(index)[0]!, /s390x.*never added/);
  });

  it("is a push or an add that fails", () => {
    const failing = (...script: string[]) => {
      const index = join(...script);
      assert.deepEqual(kindsOf(index), ["failing"]);
      return messagesOf(index)[0]!;
    };
    assert.match(
      failing(create, addAmd64, addArm64, "buildah manifest push --all l $CI_REGISTRY_IMAGE:latest"),
      /lacks a transport/,
    );
    assert.match(
      failing(create, addAmd64, addArm64, "buildah manifest push --all=false l docker://quay.io/a/b"),
      /without --all/,
    );
    assert.match(failing(push), /l fails: it is not there/);
    assert.match(failing(create, create, addAmd64, addArm64, push), /there already/);
    assert.match(failing(create, "buildah build --platform linux/amd64 -t l .", push), /an image, not a list/);
    const old = predict(
      `${builds}join:\n  image: quay.io/buildah/stable:v1.30\n  needs: [amd64, arm64]\n  script: [buildah manifest create $CI_REGISTRY_IMAGE, "buildah manifest add $CI_REGISTRY_IMAGE docker://$CI_REGISTRY_IMAGE:amd64", "buildah manifest add $CI_REGISTRY_IMAGE docker://$CI_REGISTRY_IMAGE:arm64", buildah manifest push $CI_REGISTRY_IMAGE]\n`,
    )[0]!;
    assert.match(messagesOf(old)[0]!, /needs a destination/);
  });

  it("is another variant of 32-bit Arm whose image does not say it", () => {
    const entries = (list: string) =>
      entriesOf(
        join(
          `buildah build --platform linux/arm/v6 ${list} -t $CI_REGISTRY_IMAGE:arm .`,
          ...(list
            ? []
            : [
                "buildah push $CI_REGISTRY_IMAGE:arm",
                create,
                "buildah manifest add l docker://$CI_REGISTRY_IMAGE:arm",
              ]),
          push,
        ),
      );
    assert.deepEqual(entries("--manifest l"), ["linux/arm/v6 join l local"]);
    assert.deepEqual(entries(""), ["? join $CI_REGISTRY_IMAGE:arm"]);
  });
});

describe("digests that jobs hand to each other", () => {
  const build = (arch: string, line = `echo "DIGEST_${arch}=$(cat digest.txt)" >> build.env`) => `
${arch}:
  script:
    - buildah build --platform linux/${arch} -t $CI_REGISTRY_IMAGE:tmp .
    - buildah push --digestfile digest.txt $CI_REGISTRY_IMAGE:tmp
    - ${JSON.stringify(line)}
  artifacts: {reports: {dotenv: build.env}, paths: [digest.txt]}
`;
  const joinWith = (rest: string, ...images: string[]) =>
    `join:\n${rest}  script: ${JSON.stringify([create, ...images.map((image) => `buildah manifest add l docker://${image}`), push])}\n`;
  const both = ["$CI_REGISTRY_IMAGE@$DIGEST_amd64", "$CI_REGISTRY_IMAGE@$DIGEST_arm64"];
  const expected = [`linux/amd64 amd64 ${both[0]}`, `linux/arm64 arm64 ${both[1]}`];

  it("name the image of each job, whoever else pushes the tag", () => {
    const [index] = predict(build("amd64") + build("arm64") + joinWith("  needs: [amd64, arm64]\n", ...both));
    assert.deepEqual(entriesOf(index!), expected);
    assert.equal(index!.isComplete, true);
  });

  it("count as the name that was pushed: no image is missing", () => {
    const own = (arch: string) => build(arch).replaceAll(":tmp", `:${arch}`);
    const [index] = predict(
      own("amd64") + own("arm64") + joinWith("  needs: [amd64, arm64]\n", "$CI_REGISTRY_IMAGE:amd64", both[1]!),
    );
    assert.deepEqual(entriesOf(index!), [amd64, expected[1]]);
    assert.equal(index!.isComplete, true);
  });

  it("come from earlier stages too, and from named jobs only", () => {
    const jobs = build("amd64") + build("arm64");
    const [all] = predict(jobs + joinWith("  stage: deploy\n", ...both));
    assert.deepEqual(entriesOf(all!), expected);
    const [one] = predict(jobs + joinWith("  stage: deploy\n  dependencies: [arm64]\n", ...both));
    assert.deepEqual(entriesOf(one!), ["? ? $CI_REGISTRY_IMAGE@$DIGEST_amd64", expected[1]]);
    const [none] = predict(jobs + joinWith("  needs: [{job: amd64, artifacts: false}, arm64]\n", ...both));
    assert.deepEqual(entriesOf(none!), ["? ? $CI_REGISTRY_IMAGE@$DIGEST_amd64", expected[1]]);
  });

  it("may be a part of the variable, or come through another one", () => {
    const line = 'printf \'IMAGE=%s@%s\\n\' "$CI_REGISTRY_IMAGE" "$(cat digest.txt)" > build.env';
    const [index] = predict(
      build("amd64", line) + joinWith('  needs: [amd64]\n  variables: {ALSO: "$IMAGE"}\n', "$ALSO"),
    );
    assert.deepEqual(entriesOf(index!), ["linux/amd64 amd64 $CI_REGISTRY_IMAGE@$(cat digest.txt)"]);
    assert.equal(index!.isComplete, true);
  });

  it("may be in a file, also in the same job", () => {
    const image = "$CI_REGISTRY_IMAGE@$(cat digest.txt)";
    const [index] = predict(build("amd64") + joinWith("  needs: [amd64]\n", image));
    assert.deepEqual(entriesOf(index!), [`linux/amd64 amd64 ${image}`]);
    const same = join(
      "buildah build --platform linux/s390x -t $CI_REGISTRY_IMAGE:own .",
      "buildah push --digestfile ./out/d $CI_REGISTRY_IMAGE:own",
      "DIGEST=$(cat out/d)",
      create,
      'buildah manifest add l "docker://$CI_REGISTRY_IMAGE@$DIGEST"',
      push,
    );
    assert.deepEqual(entriesOf(same), ["linux/s390x join $CI_REGISTRY_IMAGE@$(cat ./out/d)"]);
  });

  it("are not known when instances of a matrix hand over the same variable", () => {
    const [index] = predict(
      `build:\n  parallel: {matrix: [{ARCH: [amd64, arm64]}]}\n  script:\n    - buildah build --platform linux/$ARCH -t $CI_REGISTRY_IMAGE:$ARCH .\n    - buildah push --digestfile d $CI_REGISTRY_IMAGE:$ARCH\n    - echo "DIGEST_$ARCH=$(cat d)" >> build.env\n    - echo "DIGEST=$(cat d)" >> build.env\n  artifacts: {reports: {dotenv: build.env}}\n${joinWith("  needs: [build]\n", ...both, "$CI_REGISTRY_IMAGE@$DIGEST")}`,
    );
    assert.deepEqual(entriesOf(index!), [
      "linux/amd64 build: [amd64] $CI_REGISTRY_IMAGE@$DIGEST_amd64",
      "linux/arm64 build: [arm64] $CI_REGISTRY_IMAGE@$DIGEST_arm64",
      "? ? $CI_REGISTRY_IMAGE@$DIGEST",
    ]);
  });

  it("are not known after a command that may change the file", () => {
    for (const line of [
      "sed -i s/x/y/ digest.txt",
      "./fetch.sh > digest.txt",
      '[ -n "$X" ] && echo other > digest.txt',
    ]) {
      const script = [
        "buildah build --platform linux/amd64 -t $CI_REGISTRY_IMAGE:a .",
        "buildah push --digestfile digest.txt $CI_REGISTRY_IMAGE:a",
        line,
        create,
        'buildah manifest add l "docker://$CI_REGISTRY_IMAGE@$(cat digest.txt)"',
        push,
      ];
      assert.deepEqual(entriesOf(join(...script)), ["? ? $CI_REGISTRY_IMAGE@$(cat digest.txt)"], line);
    }
  });

  it("are values like others: a tag is handed over too", () => {
    const [index] = predict(
      `tag:\n  script: ["echo TAG=$CI_COMMIT_SHORT_SHA-x >> build.env"]\n  artifacts: {reports: {dotenv: build.env}}\nbuild:\n  needs: [tag]\n  variables: {TAG: other}\n  script: [buildah build --platform linux/amd64 -t $CI_REGISTRY_IMAGE:$TAG ., buildah push $CI_REGISTRY_IMAGE:$TAG]\n${joinWith("  needs: [build]\n", "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA-x")}`,
    );
    assert.deepEqual(entriesOf(index!), ["linux/amd64 build $CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA-x"]);
    assert.equal(index!.isComplete, true);
  });
});

describe("predictions of whatever is written", () => {
  const r = "$CI_REGISTRY_IMAGE";
  const name = fc.constantFrom(
    "a",
    "l",
    `${r}:x`,
    "docker://quay.io/a/b",
    `containers-storage:${r}:x`,
    "oci:dir",
    "$X",
    "",
    "@",
    `${r}@$D`,
  );
  const flags = fc.constantFrom(
    "",
    "--all",
    "--arch arm64",
    "--arch",
    "--platform linux/arm64,linux/amd64",
    "--manifest l",
    "-t a",
    "$X",
    "--rm",
  );
  const verb = fc.constantFrom(
    ...["build", "push", "pull", "tag", "rmi", "from", "commit", "manifest create", "manifest add", "manifest push"],
    ...["manifest annotate", "manifest remove", "manifest rm", "copy", "x"],
  );
  const command = fc
    .tuple(fc.constantFrom("buildah", "podman", "skopeo"), verb, flags, name, name)
    .map((words) => words.filter(Boolean).join(" "));
  const shaped = fc.tuple(
    command,
    fc.constantFrom("%", "% || true", "[ -n $X ] && %", "for x in $X; do %; done", "echo D=$(cat d) > e.env"),
  );
  const script = fc.array(
    shaped.map(([text, shape]) => shape.replace("%", text)),
    { maxLength: 12 },
  );

  it("never fail, and are complete only when every platform is known", () => {
    fc.assert(
      fc.property(script, script, fc.constantFrom("[]", "[one]", "[two]"), (one, two, needs) => {
        const artifacts = "artifacts: {reports: {dotenv: e.env}}";
        const indexes = predict(
          `one: {script: ${JSON.stringify(one)}, ${artifacts}}\ntwo: {needs: ${needs}, script: ${JSON.stringify(two)}, ${artifacts}}\n`,
        );
        for (const { entries, problems, isComplete } of indexes) {
          assert.equal(isComplete, problems.length === 0);
          if (isComplete) assert.ok(entries.every(({ platform, makers }) => platform && makers.length <= 1));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("end with long chains of jobs that need each other", () => {
    const jobs = Array.from(
      { length: 3000 },
      (_, index) => `j${index}: {needs: [j${index + 1}], script: x, artifacts: {paths: [x]}}\n`,
    );
    assert.deepEqual(predict(`${jobs.join("")}j3000: {script: x, artifacts: {paths: [x]}}\n`), []);
  });
});
