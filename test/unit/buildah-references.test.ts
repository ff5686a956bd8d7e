import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareReferences, hasRegistry, type Reference, readReference } from "../../src/buildah/reference";
import { compareValues } from "../../src/text/compare";
import { type Piece, Value } from "../../src/text/value";

const origin = { file: "file:///a", span: { start: 0, end: 0 } };

/** `$NAME` is a symbol, `$(…)` unknown. */
function toValue(text: string): Value {
  const pieces = text.split(/(\$\w+|\$\([^)]*\))/).flatMap((part): Piece[] => {
    if (part.startsWith("$(")) return [{ kind: "unknown", source: part, origin }];
    if (part.startsWith("$")) return [{ kind: "symbol", name: part.slice(1), origin }];
    return part === "" ? [] : [{ kind: "literal", text: part, origin }];
  });
  return new Value(pieces);
}

const read = (text: string): Reference => readReference(toValue(text), origin);

describe("references", () => {
  const parts = (text: string) => {
    const { transport, repository, tag, digest } = read(text);
    return [transport, repository.display, tag?.display, digest?.display];
  };

  it("have a transport, a repository, a tag, a digest", () => {
    assert.deepEqual(parts("app"), [undefined, "app", undefined, undefined]);
    assert.deepEqual(parts("localhost:5000/app"), [undefined, "localhost:5000/app", undefined, undefined]);
    assert.deepEqual(parts("docker://quay.io/a/app:1.0"), ["docker", "quay.io/a/app", "1.0", undefined]);
    assert.deepEqual(parts("$CI_REGISTRY_IMAGE:$CI_COMMIT_SHA"), [
      undefined,
      "$CI_REGISTRY_IMAGE",
      "$CI_COMMIT_SHA",
      undefined,
    ]);
    assert.deepEqual(parts("quay.io/app:1@sha256:abc"), [undefined, "quay.io/app", "1", "sha256:abc"]);
    assert.deepEqual(parts("app@$(cat digest)"), [undefined, "app", undefined, "$(cat digest)"]);
    assert.deepEqual(parts("oci-archive:out/app.tar:1"), ["oci-archive", "out/app.tar", "1", undefined]);
    assert.deepEqual(parts("containers-storage:[overlay@/var/lib]app:1"), [
      "containers-storage",
      "app",
      "1",
      undefined,
    ]);
    // A tag of that name is no transport.
    assert.deepEqual(parts("docker:dind"), [undefined, "docker", "dind", undefined]);
  });

  it("are the same under all names of an image", () => {
    const keys = (...texts: string[]) => new Set(texts.map((text) => read(text).key)).size;
    assert.equal(
      keys("app", "app:latest", "localhost/app", "containers-storage:app:latest", "containers-storage:localhost/app"),
      1,
    );
    assert.equal(keys("docker.io/library/app", "docker.io/app:latest", "index.docker.io/app", "docker://app"), 1);
    assert.equal(keys("docker.io/group/app", "docker://group/app", "docker://docker.io/group/app"), 1);
    assert.equal(keys("app", "docker://app", "oci:app", "dir:app", "group/app"), 5);
    assert.equal(read("$(x)/app").key, undefined);
    assert.equal(read("app:$(x)").key, undefined);
  });

  it("have a registry, or none", () => {
    for (const text of [
      "quay.io/app",
      "localhost/app",
      "host:5000/app",
      "$CI_REGISTRY_IMAGE",
      "$CI_REGISTRY/app",
      "$(x)",
    ])
      assert.equal(hasRegistry(toValue(text)), true, text);
    for (const text of ["app", "group/app", "$CI_PROJECT_NAME", "$CI_PROJECT_PATH/app", "app-$CI_JOB_NAME"])
      assert.equal(hasRegistry(toValue(text)), false, text);
  });
});

describe("comparing", () => {
  it("tells texts that are certainly the same and those that certainly are not", () => {
    const cases: readonly [string, string, boolean | undefined][] = [
      ["a", "a", true],
      ["a", "b", false],
      ["a", "", false],
      ["", "", true],
      ["$X:1", "$X:1", true],
      ["$X-amd64", "$X-arm64", false],
      ["amd64-$X", "arm64-$Y", false],
      ["$X", "$X-arm64", false],
      ["$X", "$Y", undefined],
      ["$X", "main", undefined],
      ["$X$Y", "$Y$X", undefined],
      ["$X", "", undefined],
      ["v$X", "v", undefined],
      ["v$X", "w", false],
      ["v$X", "v$X-w", false],
      ["aa", "a", false],
      ["$(x)", "$(x)", undefined],
      ["a$(x)", "b$(x)", false],
      ["a$(x)", "b$(y)", false],
    ];
    for (const [a, b, expected] of cases) {
      assert.equal(compareValues(toValue(a), toValue(b)), expected, `${a} ${b}`);
      assert.equal(compareValues(toValue(b), toValue(a)), expected, `${b} ${a}`);
    }
  });

  it("knows texts that are worked out in the same way from the same symbols", () => {
    const value = (identity: string) => new Value([{ kind: "unknown", source: "${T:-x}", identity, origin }]);
    assert.equal(compareValues(value("a"), value("a")), true);
    assert.equal(compareValues(value("a"), value("b")), undefined);
  });

  it("tells references that may name the same image", () => {
    const compare = (a: string, b: string) => compareReferences(read(a), read(b));
    assert.equal(compare("app", "localhost/app:latest"), true);
    assert.equal(compare("$CI_REGISTRY_IMAGE:$CI_COMMIT_REF_SLUG", "$CI_REGISTRY_IMAGE:main"), undefined);
    assert.equal(compare("$CI_REGISTRY_IMAGE:$CI_COMMIT_SHA-amd64", "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHA-arm64"), false);
    assert.equal(compare("$CI_REGISTRY_IMAGE:1", "quay.io/app:1"), undefined);
    assert.equal(compare("$CI_REGISTRY_IMAGE/a:1", "quay.io/b:1"), false);
    assert.equal(compare("quay.io/app:1", "quay.io/app@sha256:abc"), undefined);
    assert.equal(compare("quay.io/app:1", "quay.io/other@sha256:abc"), false);
  });
});
