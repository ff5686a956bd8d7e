import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Analyser } from "../../src/features/analysis";
import { type RunnerFacts, readRunnerKnowledge } from "../../src/images/runnerKnowledge";
import type { KubernetesSection } from "../../src/runner/kubernetes";
import { parseRunnerConfiguration } from "../../src/runner/parse";
import type { Placed } from "../../src/runner/placed";
import { type DockerSection, type InstanceSection, readSection } from "../../src/runner/sections";
import { analyseFiles } from "./fixtures";

const text = `
[[runners]]
  name = "docker"
  executor = "docker-autoscaler"
  [runners.docker]
    privileged = false
    cap_add = ["SETUID", "SETGID"]
    security_opt = ["seccomp:unconfined"]
    devices = ["/dev/fuse"]
    volumes = ["/cache"]
    userns_mode = "host"
  [runners.autoscaler]
    capacity_per_instance = 1
[[runners]]
  name = "cluster"
  executor = "kubernetes"
  [runners.kubernetes]
    privileged = true
    allow_privilege_escalation = true
    cap_drop = ["ALL"]
    [runners.kubernetes.node_selector]
      "kubernetes.io/arch" = "arm64"
      broken = 1
    [runners.kubernetes.pod_annotations]
      "container.apparmor.security.beta.kubernetes.io/build" = "unconfined"
    [runners.kubernetes.build_container_security_context]
      run_as_user = 1000
      [runners.kubernetes.build_container_security_context.capabilities]
        add = ["SETUID"]
      [runners.kubernetes.build_container_security_context.seccomp_profile]
        type = "Unconfined"
    [[runners.kubernetes.pod_spec]]
      name = "emptydir"
      patch = '{"volumes": []}'
[[runners]]
  executor = "shell"
  shell = "bash"
[[runners]]
  executor = "custom"
[[runners]]
  executor = "docker+machine"
  [runners.machine]
    IdleCount = 1
    MaxBuilds = 5
[[runners]]
  executor = "instance"
  shell = "bash"
  [runners.autoscaler]
    max_use_count = 1
`;
const configuration = parseRunnerConfiguration("file:///config.toml", text)!;
const sections = configuration.entries.map(readSection);
const docker = sections[0] as DockerSection;
const cluster = sections[1] as KubernetesSection;

/** The text at the places of a value: key and value. */
function shown(placed: Placed<unknown> | undefined): string {
  const part = ({ span }: { span: { start: number; end: number } }) => text.slice(span.start, span.end);
  return placed ? `${part(placed.key)} = ${part(placed.location)}` : "";
}

describe("the section of an executor", () => {
  it("is read for each executor that may run Buildah", () => {
    assert.deepEqual(
      sections.map(({ kind }) => kind),
      ["docker", "kubernetes", "shell", "other", "docker", "instance"],
    );
  });

  it("has the machines that come and go, and how many jobs each of them runs", () => {
    assert.ok(docker.fleet);
    assert.equal(docker.fleet.maxUses, undefined);
    assert.equal(shown((sections[4] as DockerSection).fleet?.maxUses), "MaxBuilds = 5");
    assert.equal(shown((sections[5] as InstanceSection).fleet?.maxUses), "max_use_count = 1");
    assert.equal(shown((sections[5] as InstanceSection).shell), 'shell = "bash"');
  });

  it("has the rights of Docker's containers, with their places", () => {
    assert.deepEqual(docker.capAdd?.value, ["SETUID", "SETGID"]);
    assert.equal(shown(docker.securityOpt), 'security_opt = ["seccomp:unconfined"]');
    assert.equal(shown(docker.privileged), "privileged = false");
    assert.deepEqual(
      [docker.devices?.value, docker.volumes?.value, docker.usernsMode?.value],
      [["/dev/fuse"], ["/cache"], "host"],
    );
    assert.equal(docker.user, undefined);
  });

  it("has what Kubernetes gives a container, with its places", () => {
    assert.equal(shown(cluster.nodeSelector.get("kubernetes.io/arch")), '"kubernetes.io/arch" = "arm64"');
    assert.deepEqual([...cluster.nodeSelector.keys()], ["kubernetes.io/arch"]);
    assert.equal([...cluster.podAnnotations.values()][0]?.value, "unconfined");
    assert.deepEqual([cluster.privileged?.value, cluster.allowPrivilegeEscalation?.value], [true, true]);
    assert.deepEqual([cluster.capAdd, cluster.capDrop?.value], [undefined, ["ALL"]]);
    const { buildContext } = cluster;
    assert.deepEqual([buildContext?.runAsUser?.value, buildContext?.capAdd?.value], [1000, ["SETUID"]]);
    assert.equal(shown(buildContext?.seccompProfile), 'type = "Unconfined"');
    assert.equal(cluster.podSpec[0]?.name?.value, "emptydir");
  });

  it("leaves out what has another type, and never throws", () => {
    const odd = '[[runners]]\nexecutor = "kubernetes"\nkubernetes = 1\n[[runners]]\nexecutor = "docker"\ndocker = []\n';
    const read = parseRunnerConfiguration("file:///config.toml", odd)!.entries.map(readSection);
    assert.equal((read[0] as KubernetesSection).table, undefined);
    assert.equal((read[1] as DockerSection).privileged, undefined);
  });
});

/** What a pipeline's jobs are told of the runner with the tag `ours`, whose entry this is. */
function facts(entry: string): RunnerFacts {
  const read = parseRunnerConfiguration("file:///config.toml", `[[runners]]\nname = "one"\n${entry}`)!;
  const { entry: _, ...told } = readRunnerKnowledge({ runnerTags: { ours: { runner: "one" } } }, [read]).tags.get(
    "ours",
  )!;
  return told;
}

describe("what an entry tells of the jobs whose tag names it", () => {
  const docker = 'executor = "docker"\n[runners.docker]\n';
  const kubernetes = 'executor = "kubernetes"\n[runners.kubernetes]\n';
  const arm = '[runners.kubernetes.node_selector]\n"kubernetes.io/arch" = "arm64"\n';
  const cases: readonly (readonly [name: string, entry: string, told: RunnerFacts])[] = [
    ["Docker takes rights and containers away", docker, { isPrivileged: false, keepsState: false }],
    ["docker+machine does too", 'executor = "docker+machine"\n', { isPrivileged: false, keepsState: false }],
    ["docker-autoscaler does too", 'executor = "docker-autoscaler"\n', { isPrivileged: false, keepsState: false }],
    ["Docker gives all rights", `${docker}privileged = true\n`, { isPrivileged: true, keepsState: false }],
    [
      "Docker gives all rights to some images",
      `${docker}privileged = true\nallowed_privileged_images = ["docker:*"]\n`,
      { keepsState: false },
    ],
    [
      "a volume keeps Buildah's storage",
      `${docker}volumes = ["store:/home/build/.local/share/containers"]\n`,
      { isPrivileged: false, keepsState: true },
    ],
    [
      "a machine that runs one job keeps nothing",
      'executor = "docker+machine"\n[runners.docker]\nvolumes = ["/var/lib/containers"]\n[runners.machine]\nMaxBuilds = 1\n',
      { isPrivileged: false, keepsState: false },
    ],
    ["Kubernetes takes rights and pods away", kubernetes, { isPrivileged: false, keepsState: false }],
    [
      "Kubernetes chooses the node",
      `${kubernetes}privileged = true\n${arm}`,
      { architecture: "arm64", isPrivileged: true, keepsState: false },
    ],
    [
      "jobs on Kubernetes may choose the node",
      `${kubernetes}node_selector_overwrite_allowed = ".*"\n${arm}`,
      { isPrivileged: false, keepsState: false },
    ],
    [
      "the container's own rights go before the pod's",
      `${kubernetes}privileged = true\n[runners.kubernetes.build_container_security_context]\nprivileged = false\n`,
      { isPrivileged: false, keepsState: false },
    ],
    ["a patch of the pod may set anything", `${kubernetes}[[runners.kubernetes.pod_spec]]\nname = "x"\n${arm}`, {}],
    ["volumes of the pod may keep anything", `${kubernetes}[runners.kubernetes.volumes]\n`, { isPrivileged: false }],
    ["a shell keeps all", 'executor = "shell"\n', { keepsState: true }],
    ["an instance keeps all", 'executor = "instance"\n', { keepsState: true }],
    [
      "an instance for one job keeps nothing",
      'executor = "instance"\n[runners.autoscaler]\nmax_use_count = 1\n',
      { keepsState: false },
    ],
    ["another executor tells nothing", 'executor = "custom"\n', {}],
  ];
  for (const [name, entry, told] of cases) it(name, () => assert.deepEqual(facts(entry), told));

  it("two entries of one name tell nothing", () => {
    const twice = '[[runners]]\nname = "one"\nexecutor = "shell"\n'.repeat(2);
    const read = parseRunnerConfiguration("file:///config.toml", twice)!;
    assert.deepEqual(readRunnerKnowledge({ runnerTags: { ours: { runner: "one" } } }, [read]).tags.get("ours"), {});
  });

  it("is joined with what is said of the job's other tags", () => {
    const files = {
      ".gitlab-ci.yml": "build:\n  tags: [arm, ours]\n  script: buildah build .\n",
      ".buildah-pipelines.yml": "runnerTags:\n  arm: {architecture: arm64}\n  ours: {runner: one}\n",
      "config.toml": '[[runners]]\nname = "one"\nexecutor = "docker"\n',
    };
    const run = analyseFiles(files, new Analyser([])).flows[0]!.runs[0]!;
    assert.equal(run.runner.architecture, "arm64");
    assert.deepEqual([run.runner.facts.isPrivileged, run.runner.facts.entry?.name], [false, "one"]);
  });
});
