import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type BuildahCall, findFlag, findFlags, valuesOf } from "../../src/buildah/call";
import { flagsOf } from "../../src/buildah/flags";
import { parseCall } from "../../src/buildah/parse";
import { readVersion } from "../../src/buildah/version";
import { run } from "./shellCases";

function call(script: string, version?: string): BuildahCall {
  const found = parseCall(run(script).commands.at(-1)!, version === undefined ? undefined : readVersion(version));
  assert.ok(found, script);
  return found;
}

/** A call as its subcommand, flags, arguments; with a star when there may be more. */
function parts(script: string, version?: string): string {
  const { subcommand, flags, positionals, misplaced, hasUnknownWords } = call(script, version);
  return [
    subcommand,
    ...flags.map(({ name, value }) => (value ? `${name}=${value.display}` : name)),
    ...positionals.map(({ value }) => value.display),
    ...(misplaced.length > 0 ? ["|", ...misplaced.map(({ value }) => value.display)] : []),
    ...(hasUnknownWords ? ["*"] : []),
  ].join(" ");
}

function check(cases: readonly [script: string, expected: string][]): void {
  for (const [script, expected] of cases) it(script, () => assert.equal(parts(script), expected));
}

describe("flags", () => {
  check([
    ["buildah build --tag=a --file f .", "build --tag=a --file=f ."],
    ["buildah build -ta -t=b -t c .", "build --tag=a --tag=b --tag=c ."],
    ["buildah build -qt name .", "build --quiet --tag=name ."],
    ["buildah build -q=false -f= .", "build --quiet=false --file= ."],
    ["buildah build --pull . ", "build --pull ."],
    ["buildah build --pull=always --layers=true .", "build --pull=always --layers=true ."],
    // A switch takes its value only with `=`: what comes of such a call is not known.
    ["buildah push --tls-verify false a", "push --tls-verify false a *"],
    ["buildah push -- --all a", "push --all a"],
    ["buildah build --net host .", "build --network=host ."],
    ["buildah build -", "build -"],
    ["buildah build --tag", "build --tag"],
    // Whether the next word is the value of a flag that is not known cannot be told.
    ["buildah build --new x .", "build --new x . *"],
    ["buildah build --new=x .", "build --new=x ."],
    ["buildah build -Z x .", "build -Z x . *"],
    ["buildah build $FLAGS -t a .", "build --tag=a $FLAGS . *"],
    ['buildah build --platform "$P" .', "build --platform=$P ."],
    ["buildah push --help", "push --help"],
  ]);

  it("may stand before the subcommand", () => {
    assert.equal(parts("buildah --storage-driver vfs --debug push a b"), "push --storage-driver=vfs --debug a b");
    assert.equal(parts("B='buildah --storage-driver=vfs'; $B push a"), "push --storage-driver=vfs a");
    assert.equal(parts("buildah push --storage-driver vfs a b"), "push --storage-driver=vfs a b");
    assert.equal(parseCall(run("buildah --version").commands[0]!), undefined);
  });

  it("behind an argument are misplaced where flags end there", () => {
    assert.equal(parts("buildah push a --tls-verify=false b"), "push a | --tls-verify=false b *");
    assert.equal(parts("buildah bud . -t a"), "build . | -t a *");
    assert.equal(parts('buildah push "$OTHER" --all a'), "push --all $OTHER a");
    assert.equal(parts("buildah logout host --all"), "logout host | --all *");
    assert.equal(parts("buildah manifest push a docker://a --all"), "manifest push --all a docker://a");
    assert.equal(parts("buildah manifest add list image --arch arm64"), "manifest add --arch=arm64 list image");
    assert.equal(parts("buildah tag a b --new"), "tag --new a b *");
    assert.equal(parts("podman push a --creds u:p"), "push --creds=u:p a");
    assert.equal(parts("podman build . -t a"), "build --tag=a .");
  });

  it("of login may stand anywhere since 1.30", () => {
    assert.equal(parts("buildah login host -u a"), "login --username=a host");
    assert.equal(parts("buildah login host -u a", "1.30"), "login --username=a host");
    assert.equal(parts("buildah login host -u a", "1.28.2"), "login host | -u a *");
  });

  it("tell whether the version has them", () => {
    const known = (script: string, version?: string) => call(script, version).flags.map(({ isKnown }) => isKnown);
    assert.deepEqual(known("buildah manifest create --replace --amend a"), [true, true]);
    assert.deepEqual(known("buildah manifest create --replace --amend a", "1.28"), [false, true]);
    assert.deepEqual(known("buildah manifest create --replace --amend a", "1.44"), [true, true]);
    assert.deepEqual(known("buildah build --platform a --retry 3 --new=x .", "v1.23.1"), [true, false, false]);
    // One that is too new is still read as what it is, and Podman has versions of its own.
    assert.equal(parts("buildah build --retry 3 .", "1.20"), "build --retry=3 .");
    assert.deepEqual(known("podman build --retry 3 .", "1.20"), [true]);
    // The flags of some subcommands are not in the table.
    assert.deepEqual(known("buildah run --tty a b"), [true]);
  });

  it("that can be repeated have several values, also in a list with commas where pflag splits it", () => {
    const values = (script: string, name: string) => valuesOf(call(script), name).map((value) => value.display);
    assert.deepEqual(values("buildah build --platform a,b --platform c .", "--platform"), ["a", "b", "c"]);
    assert.deepEqual(values("buildah build -t a,b -t c .", "--tag"), ["a,b", "c"]);
    assert.deepEqual(values("buildah build -f a,b .", "--file"), ["a", "b"]);
    assert.equal(findFlag(call("buildah build --format oci --format docker ."), "--format")?.value?.literal, "docker");
    assert.equal(findFlags(call("buildah build -t a --tag b ."), "--tag").length, 2);
  });

  it("stand at their places", () => {
    const script = "buildah build -t=$IMAGE --platform linux/arm64 .";
    const [tag, platform] = call(script).flags;
    const slice = ({ span }: { span: { start: number; end: number } }) => script.slice(span.start, span.end);
    assert.deepEqual([tag!.nameLocation, tag!.valueLocation!, tag!.location].map(slice), [
      "-t=",
      "$IMAGE",
      "-t=$IMAGE",
    ]);
    assert.deepEqual([platform!.nameLocation, platform!.valueLocation!, platform!.location].map(slice), [
      "--platform",
      "linux/arm64",
      "--platform linux/arm64",
    ]);
  });
});

describe("subcommands", () => {
  check([
    ["buildah bud .", "build ."],
    ["buildah build-using-dockerfile .", "build ."],
    ["/usr/bin/buildah manifest inspect a", "manifest inspect a"],
    ["podman image build .", "build ."],
    ["podman image rm a", "rmi a"],
    ["buildah constructor a", "constructor a"],
  ]);

  it("have a flag table", () => {
    for (const [subcommand, flag] of [
      ["build", "--tag"],
      ["login", "-u"],
      ["manifest push", "--all"],
      ["global", "--root"],
    ] as const)
      assert.equal(flagsOf("buildah", subcommand).has(flag), true);
    assert.equal(flagsOf("buildah", "constructor").size, 0);
  });

  it("of Podman have flags of their own", () => {
    assert.equal(
      parts("podman --remote -c host build --squash-all ."),
      "build --remote --connection=host --squash-all .",
    );
    assert.equal(parts("podman push --sign-by-sigstore=<(key) a"), "push --sign-by-sigstore=<(key) a");
    assert.equal(parts("podman manifest create -a list"), "manifest create --amend list");
    assert.equal(parts("podman manifest push -p list docker://a"), "manifest push --purge list docker://a");
    assert.equal(parts("podman login --secret s host"), "login --secret=s host");
    assert.equal(call("buildah manifest create -a list").hasUnknownWords, true);
  });

  it("of skopeo are read as well", () => {
    assert.equal(
      parts("skopeo --insecure-policy copy --all --src-creds u:p --dcreds=x -f oci docker://a docker://b"),
      "copy --insecure-policy --all --src-creds=u:p --dest-creds=x --format=oci docker://a docker://b",
    );
    assert.equal(parts("skopeo login -u a --password-stdin host"), "login --username=a --password-stdin host");
    assert.equal(parts("skopeo sync --src docker --dest dir a b"), "sync --src=docker --dest=dir a b");
    assert.equal(parts("skopeo inspect --raw docker://a"), "inspect --raw docker://a");
    assert.equal(call("skopeo copy docker://a docker://b --all").tool, "skopeo");
  });
});
