import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseRunnerConfiguration } from "../../src/runner/parse";
import { type DockerSection, type KubernetesSection, type Placed, readSection } from "../../src/runner/sections";

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
      ["docker", "kubernetes", "shell", "other", "docker"],
    );
    assert.ok(docker.fleet && (sections[4] as DockerSection).fleet);
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
