import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { explain } from "../../src/failures/explain";
import { readLog } from "../../src/failures/log";
import { relate } from "../../src/failures/relate";
import { signatures } from "../../src/failures/signatures";
import { explainLog } from "../../src/features/explainLog";
import { analyseFiles, projectUri } from "./fixtures";

/** What Buildah 1.28 or 1.39, a registry, GitLab or its runner print, and the id of the cause. */
const printed: readonly (readonly [id: string, text: string])[] = [
  ["E01", "Error during unshare(CLONE_NEWUSER): Operation not permitted"],
  ["E02", "Error during unshare(CLONE_NEWUSER): Invalid argument"],
  ["E02", "Error during unshare(CLONE_NEWUSER): No space left on device"],
  ["E02", "Error during unshare(...): No space left on device"],
  ["E04", 'time="t" level=error msg="finding newgidmap: exec: \\"newgidmap\\": executable file not found in $PATH"'],
  ["E04", "newuidmap: write to uid_map failed: Operation not permitted"],
  ["E05", 'error writing "0 0 4294967295\\n" to /proc/17/uid_map: write /proc/17/uid_map: operation not permitted'],
  ["E06", "potentially insufficient UIDs or GIDs available in user namespace (requested 0:42 for /etc/shadow)"],
  ["E07", 'time="t" level=warning msg="Found no UID ranges set aside for user \\"build\\" in /etc/subuid."'],
  ["E08", "Error: 'overlay' is not supported over overlayfs, a mount_program is required for user-namespace mode"],
  ["E09", "fuse: device not found, try 'modprobe fuse' first"],
  ["E09", 'Error: overlay: can\'t stat program "/usr/bin/fuse-overlayfs": stat /usr/bin/fuse-overlayfs: no such file'],
  ["E10", "filesystem type 0x65735546 reported for /var/lib/containers is not supported with 'overlay'"],
  ["E11", "ApplyLayer stdout:  stderr: remount /, flags: 0x44000: permission denied exit status 1"],
  ["E11", "Error: mount /s/overlay:/s/overlay, flags: 0x1000: operation not permitted"],
  ["E12", "creating new mount namespace for [/bin/sh -c true]: operation not permitted"],
  [
    "E12",
    "making mounts private to mount namespace for [/bin/sh -c id]: remount /, flags: 0x44000: operation not permitted",
  ],
  ["E13", "error running container: mount `proc` to `proc`: Operation not permitted"],
  ["E14", "Error: failed to GetDriver graph foo /store: driver not supported"],
  ["E15", 'Error: creating read-write layer with ID "6961": no space left on device'],
  ["E15", 'Error: storing layer "72df" to file: io: read/write on closed pipe'],
  ["E17", "error running container: from /usr/bin/crun creating container for [/bin/sh -c id]: cgroups in hybrid mode"],
  ["E18", "Error: mkdir /nonexistent: permission denied"],
  ["E19", "Error: open /etc/containers/policy.json: no such file or directory"],
  ["E20", 'STEP 2/2: RUN id\nexec /bin/sh: exec format error\nError: building at STEP "RUN id": exit status 1'],
  ["E22", 'Error: no image found in image index for architecture "s390x", variant "", OS "linux"'],
  ["E22", 'Error: no image found in manifest list for architecture s390x, variant "", OS linux'],
  ["E23", "no matching manifest for linux/arm64/v8 in the manifest list entries"],
  ["E24", "WARNING: image platform ({amd64 linux  [] }) does not match the expected platform ({arm64 linux  [] v8})"],
  ["E24", "WARNING: image platform (linux/arm64/v8) does not match the expected platform (linux/amd64)"],
  ["E25", 'Error: building system context: invalid platform syntax for "arm64" (use OS/ARCH[/VARIANT][,...])'],
  ["E25", 'Error: unable to parse platform "": invalid platform syntax for "" (use OS/ARCH[/VARIANT][,...])'],
  ["E25", "Error: building system context: unable to parse --platform value []"],
  ["E26", "Error: building system context: invalid --platform may not be used with --os, --arch, or --variant"],
  ["E27", "qemu: uncaught target signal 11 (Segmentation fault) - core dumped"],
  ["E28", 'Error: attempted to redefine "TARGETPLATFORM": invalid argument'],
  ["E29", "Error: base images have no platforms in common"],
  ["E35", "Error: accepts at most 1 arg(s), received 2"],
  ["E36", "Error: No options (--tls-verify=false) can be specified after the image or container name"],
  ["E37", "Error: unknown flag: --platfrom"],
  ["E37", 'Error: unknown command "biuld" for "buildah"'],
  ["E38", "Error: requires at least 2 arg(s), only received 1"],
  ["E38", "Error: at least a source image ID must be specified"],
  ["E39", "Error: too many arguments: expected list and image add to list"],
  ["E40", 'Error: Invalid image name "localhost:5001/app:l6", unknown transport "localhost"'],
  ["E41", "Error: tag localhost/App:x: invalid reference format: repository name must be lowercase"],
  ["E41", "Error: tag :amd64: invalid reference format"],
  ["E42", 'Error: pushing image "a/b:nope" to "docker://a/b:nope": a/b:nope: image not known'],
  ["E43", 'Error: image name "a/b:1" is already associated with image "e1ea": that name is already in use'],
  ["E44", "Error: a/b:amd64: image is not a manifest list"],
  ["E45", "Error: the same name must not be specified for both '--tag' and '--manifest'"],
  ["E46", "Error: 'rm' and 'force-rm' can only be set with either 'layers' or 'no-cache'"],
  ["E47", 'Error: building multiple images, but iidfile "id" can only be used to store one image ID'],
  ["E48", 'Error: unrecognized isolation type "none"'],
  ["E48", 'Error: unrecognized image type "foo"'],
  ["E49", "Error: cannot set --network other than host with --isolation chroot"],
  ["E51", "Error: unknown format \"v1\". Choose on of the supported formats: 'oci', 'v2s2'"],
  ["E52", "Error: discovering Containerfile: stat /builds/g/app/docker: no such file or directory"],
  ["E52", "Error: stat /builds/g/app/nope.Dockerfile: no such file or directory"],
  ["E53", "Error: no FROM statement found"],
  [
    "E55",
    'Error: building at STEP "COPY x /": checking on sources under "/b": copier: stat: "/x": no such file or directory',
  ],
  ["E56", "Error: COPY --from=builder: no stage or image found with that name"],
  ["E57", 'Error: building at STEP "RUN id": determining run uid: user: unknown user error looking up user "nobodyx"'],
  ["E54", '/bin/sh: make: not found\nError: building at STEP "RUN make": exit status 127'],
  ["E54", 'subprocess exited with status 7\nError: building at STEP "RUN exit 7": exit status 7'],
  ["E60", 'Error: logging into "registry.example.com": invalid username/password'],
  ["E60", "Error: checking whether a blob sha256:be exists in registry.example.com/g/app: authentication required"],
  ["E60", "denied: requested access to the resource is denied"],
  ["E60", "Error: initiating layer upload to /v2/d403/x/blobs/uploads/ in localhost:5002: denied"],
  ["E61", "denied: HTTP Basic: Access denied"],
  ["E61", "Error: Requesting bearer token: invalid status code from registry 403 (Forbidden)"],
  ["E62", "denied: access forbidden"],
  ["E63", "Error: getting username and password: reading password: inappropriate ioctl for device"],
  ["E63", "Error: Must provide --username with --password-stdin"],
  ["E64", "Error: Can't specify both --password-stdin and --password"],
  ["E65", "Error: please specify a registry to login to"],
  ["E66", "Error: credential file is not accessible: faccessat /no/auth.json: no such file or directory"],
  ["E66", "Error: checking authfile: stat /no/auth.json: no such file or directory"],
  ["E67", 'Error: Get "https://r:5000/v2/": http: server gave HTTP response to HTTPS client'],
  ["E68", "Error: x509: certificate signed by unknown authority"],
  ["E69", "Error: toomanyrequests: You have reached your unauthenticated pull rate limit"],
  ["E70", "Error: reading manifest 1 in registry.example.com/no/such: manifest unknown: manifest unknown"],
  ["E71", "manifest blob unknown: blob unknown to registry"],
  ["E72", "Error: could not find image instance sha256:1f of manifest list in local storage"],
  ["E73", 'Error: short-name "alpine:3" did not resolve to an alias and no unqualified-search registries are defined'],
  ["E74", "Error: uploading manifest latest: manifest invalid: manifest invalid"],
  ["E75", 'Error: Get "https://r.invalid/v2/": dial tcp: lookup r.invalid on 10.0.0.53:53: no such host'],
  [
    "E76",
    "tag invalid: The image tag 'v1' already exists in the 'app' repository and cannot be overwritten because the repository is immutable.",
  ],
  ["E77", "Error: StatusCode: 413, <html><h1>413 Request Entity Too Large</h1></html>"],
  ["E78", 'Error: Get "https://localhost:5009/v2/": dial tcp 127.0.0.1:5009: connect: connection refused'],
  ["E79", "Error: received unexpected HTTP status: 503 Service Unavailable"],
  ["E80", "'index' job needs 'build' job, but 'build' does not exist in the pipeline"],
  ["E81", "build job: chosen stage package does not exist; available stages are .pre, build, .post"],
  ["E82", "index job: undefined need: build-arm"],
  ["E83", "index job: one job can only need 50 others, but you have listed 60"],
  ["E84", "The pipeline has circular dependencies: self-dependency: build"],
  ["E85", "jobs:build config should implement the script:, run:, or trigger: keyword"],
  ["E86", "build: unknown keys in `extends` (.build)"],
  ["E87", '!reference ["setup", "script"] could not be found'],
  ["E88", "jobs:build:script config should be a string or a nested array of strings up to 10 levels deep"],
  ["E89", "This job is stuck because of one of the following problems: no active runners online with tags"],
  ["E90", "ERROR: the configured PullPolicies ([always]) are not allowed by AllowedPullPolicies ([never])"],
  ["E91", 'admission webhook "validation.example.com" denied the request: privileged'],
  ["E92", "/bin/bash: line 137: buildah: command not found"],
  [
    "E93",
    "ERROR: Job failed (system failure): prepare environment: image pull failed: no match for platform in manifest",
  ],
];

const idsOf = (text: string) => explain(text).causes.map(({ id }) => id);

describe("the failures that are known", () => {
  for (const [id, text] of printed)
    it(`${id}: ${text.split("\n")[0]!.slice(0, 90)}`, () => assert.equal(idsOf(text)[0], id));

  it("say in whole sentences what happened and what to do", () => {
    for (const [, text] of printed) {
      for (const { id, title, fix } of explain(text).causes) {
        assert.match(title, /^\S.*[.:]$/s, id);
        assert.match(fix, /^\S/, id);
        assert.doesNotMatch(title + fix, /undefined|\$\d/, id);
      }
    }
  });

  it("have a case above for each id that can be a cause", () => {
    const causes = signatures.filter(({ role }) => role !== "noise").map(({ id }) => id);
    const cases = new Set(printed.map(([id]) => id));
    // A log of its own shows these below.
    const elsewhere = ["E21", "E59", "E94"];
    assert.deepEqual(
      [...new Set(causes)].filter((id) => !cases.has(id) && !elsewhere.includes(id)),
      [],
    );
  });
});

describe("the cause among other lines", () => {
  it("is not what only follows from it", () => {
    const text = [
      "Error during unshare(CLONE_NEWUSER): Operation not permitted",
      'time="t" level=error msg="parsing PID \\"\\": strconv.Atoi: parsing \\"\\": invalid syntax"',
      'time="t" level=error msg="(Unable to determine exit status)"',
      "ERROR: Job failed: exit code 1",
    ].join("\n");
    assert.deepEqual(idsOf(text), ["E01"]);
  });

  it("is what the registry said, not the search in local storage after it", () => {
    const text = [
      'time="t" level=error msg="Error while trying to find image on local storage: unsupported transport \\"docker\\" for looking up local images"',
      'Error: setting up to read manifest and configuration from "docker://r/x:1": reading manifest 1 in r/x: manifest unknown',
    ].join("\n");
    assert.deepEqual(
      explain(text).causes.map(({ id, line }) => [id, line.number]),
      [["E70", 2]],
    );
  });

  it("is the last try, not the ones that were repeated", () => {
    const refused = "dial tcp 127.0.0.1:5009: connect: connection refused";
    const text = `time="t" level=warning msg="Failed, retrying in 2s ... (1/3). Error: ${refused}"\nError: pinging: ${refused}`;
    assert.deepEqual(
      explain(text).causes.map(({ line }) => line.number),
      [2],
    );
  });

  it("is the base of another platform, where its programs do not start", () => {
    const text = [
      "STEP 1/2: FROM docker.io/library/alpine@sha256:1",
      "WARNING: image platform (linux/amd64) does not match the expected platform (linux/arm64)",
      "STEP 2/2: RUN id",
      "process failed to start with error: fork/exec /bin/sh: exec format error",
      'Error: building at STEP "RUN id": exit status 1',
    ].join("\n");
    assert.deepEqual(idsOf(text), ["E24", "E20"]);
  });

  it("is no warning, where an error of the same command tells more", () => {
    const text = [
      'time="t" level=warning msg="Found no UID ranges set aside for user \\"build\\" in /etc/subuid."',
      "Error: pushing image: denied: requested access to the resource is denied",
    ].join("\n");
    assert.deepEqual(idsOf(text), ["E60", "E07"]);
  });

  it("is in the last command that said an error: the job went on after the others", () => {
    const text = [
      "$ buildah manifest rm $LIST || true",
      "Error: r/x:1: image not known",
      "$ buildah push $LIST",
      "Error: pushing image: authentication required",
    ].join("\n");
    assert.equal(idsOf(text)[0], "E60");
  });

  it("is the job's own image when the script has not begun", () => {
    const text = [
      'Preparing the "docker" executor',
      'Executing "step_script" stage of the job script',
      "exec /usr/bin/sh: exec format error",
      "ERROR: Job failed: exit code 1",
    ].join("\n");
    assert.deepEqual(idsOf(text), ["E21"]);
  });

  it("is harmless talk only when there is nothing else", () => {
    const harmless = "[Warning] one or more build args were not consumed: [TARGETOS]";
    assert.deepEqual(idsOf(harmless), ["E30"]);
    assert.deepEqual(idsOf(`${harmless}\nError: no FROM statement found`), ["E53"]);
  });

  it("names the instruction alone, whatever is quoted behind it", () => {
    const error = 'building at STEP "COPY x /": checking on sources under "/b": copier: stat: "/x": no such file';
    assert.match(explain(`Error: ${error}`).causes[0]!.title, /^COPY x \/: the source is not there/);
  });

  it("is left open for what is not known, with the first line that tells of an error", () => {
    const { causes, firstError } = explain(
      "$ make\nmake: *** [Makefile:2: all] Error 2\nERROR: Job failed: exit code 2\n",
    );
    assert.deepEqual(causes, []);
    assert.equal(firstError?.number, 2);
    assert.equal(explain("all is well\n").firstError, undefined);
  });
});

describe("a log", () => {
  it("is read without colours, marks of sections and times; lines count by line feeds", () => {
    const text =
      "\u001b[0KRunning with gitlab-runner 17.5.0\u001b[0;m\n" +
      "section_start:1700000000:step_script[collapsed=true]\r\u001b[0K\u001b[36;1mExecuting\u001b[0;m\n" +
      "2024-08-09T19:21:13.000000Z 00O \u001b[32;1m$ buildah push $I # collapsed multi-line command\u001b[0;m\n" +
      "2024-08-09T19:21:14.000000Z 01E Error: requested access to the resource is denied\r\n";
    const lines = readLog(text);
    assert.deepEqual(
      lines.map(({ text: said, command }) => command ?? said),
      [
        "Running with gitlab-runner 17.5.0",
        "Executing",
        "buildah push $I",
        "Error: requested access to the resource is denied",
        "",
      ],
    );
    assert.equal(explain(text).causes[0]?.line.number, 4);
  });

  it("tells the executor, and the fix is for that", () => {
    const error = "Error during unshare(CLONE_NEWUSER): Operation not permitted";
    const fixFor = (preamble: string) => explain(`${preamble}\n${error}`).causes[0]!.fix;
    assert.match(
      fixFor('Preparing the "docker" executor'),
      /security_opt = \["seccomp:unconfined", "apparmor:unconfined"\]/,
    );
    assert.match(fixFor('Preparing the "kubernetes" executor'), /runners\.kubernetes/);
    assert.match(fixFor('Preparing the "shell" executor'), /sysctl/);
  });

  it("may be anything: long lines, no lines, binary data", () => {
    for (const text of ["", "\u0000\u001b[", "x".repeat(1_000_000), "\n".repeat(100_000), '"'.repeat(50_000)])
      explain(text);
  });
});

describe("a cause in a pipeline", () => {
  const pipeline = `
stages: [build]
build-amd64:
  stage: build
  script:
    - buildah build --platform linux/amd64 -t $CI_REGISTRY_IMAGE:amd64 .
    - buildah push $CI_REGISTRY_IMAGE:amd64
index:
  stage: build
  script:
    - buildah manifest create $CI_REGISTRY_IMAGE:latest
    - buildah manifest add $CI_REGISTRY_IMAGE:latest docker://$CI_REGISTRY_IMAGE:amd64
    - buildah manifest push --all $CI_REGISTRY_IMAGE:latest
`;
  const relateTo = (log: string) => {
    const { flows, findings } = analyseFiles({ ".gitlab-ci.yml": pipeline });
    return relate(explain(log), flows, findings);
  };

  it("names the job that is not waited for", () => {
    const [cause] = relateTo(
      "$ buildah manifest create $CI_REGISTRY_IMAGE:latest\nab12\n" +
        "$ buildah manifest add $CI_REGISTRY_IMAGE:latest docker://$CI_REGISTRY_IMAGE:amd64\n" +
        "Error: reading manifest amd64 in registry.example.com/g/app: manifest unknown\n",
    );
    assert.equal(cause?.job, "index");
    assert.equal(cause.finding?.rule, "manifest-race");
    assert.match(cause.finding.message, /build-amd64/);
  });

  it("is at the script line that failed, where no rule says more", () => {
    const [cause] = relateTo("$ buildah push $CI_REGISTRY_IMAGE:amd64\nError: toomanyrequests\n");
    assert.equal(cause?.job, "build-amd64");
    const { start, end } = cause.location!.span;
    assert.equal(pipeline.slice(start, end), "buildah push $CI_REGISTRY_IMAGE:amd64");
  });

  it("reaches editors with the line of the log, the place, and what a rule says, in lines from zero", () => {
    const { causes } = explainLog(
      analyseFiles({ ".gitlab-ci.yml": pipeline }),
      "$ buildah manifest add $CI_REGISTRY_IMAGE:latest docker://$CI_REGISTRY_IMAGE:amd64\n" +
        "\u001b[0;33mError: reading manifest amd64 in registry.example.com/g/app: manifest unknown\u001b[0;m\n",
    );
    const [cause] = causes;
    assert.deepEqual(cause?.quote, {
      line: 1,
      text: "Error: reading manifest amd64 in registry.example.com/g/app: manifest unknown",
    });
    assert.equal(cause.place?.uri, `${projectUri}/.gitlab-ci.yml`);
    const { start } = cause.place.range;
    assert.match(pipeline.split("\n")[start.line]!, /index/);
    assert.equal(cause.finding?.rule, "manifest-race");
    assert.equal(cause.finding.fix, "Let it need build-amd64");
  });

  it("tells editors the first error of a failure that is not known", () => {
    const analysis = analyseFiles({ ".gitlab-ci.yml": pipeline });
    assert.deepEqual(explainLog(analysis, "all is well\nfatal: the moon is full\n"), {
      causes: [],
      firstError: { line: 1, text: "fatal: the moon is full" },
    });
    assert.deepEqual(explainLog(analysis, "all is well\n"), { causes: [] });
  });

  it("has no place where the log shows no line of it", () => {
    const [cause] = relateTo("$ make image\nError: toomanyrequests\n");
    assert.equal(cause?.job, undefined);
    assert.equal(cause?.location, undefined);
  });
});
