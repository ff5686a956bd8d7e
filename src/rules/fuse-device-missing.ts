import { settingsOf } from "../images/callSettings";
import type { JobRun } from "../images/flow";
import type { RunnerConfiguration, RunnerEntry } from "../runner/configuration";
import { addDockerKey, addStrings } from "../runner/edit";
import { readSection } from "../runner/sections";
import { findEntry } from "../runner/value";
import type { TextEdit } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "fuse-device-missing",
  summary: "A runner lacks the device /dev/fuse, which the storage of a job's Buildah needs.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  pipeline({ runs }, { report, runners }) {
    const told = new Set<RunnerEntry>();
    for (const run of runs) {
      const { entry } = run.runner.facts;
      if (!entry || told.has(entry) || !needsFuse(run)) continue;
      const section = readSection(entry);
      if (section.kind !== "docker" || section.privileged?.value || hasFuse(section.devices?.value)) continue;
      told.add(entry);
      const configuration = runners.find(({ entries }) => entries.includes(entry));
      const place =
        section.devices?.location ?? section.table?.header ?? findEntry(entry.table, "executor")?.value.location;
      if (!configuration || !place) continue;
      report({
        at: place,
        message: `${run.job.name} runs on ${entry.name ?? "this runner"} with Buildah's storage on fuse-overlayfs, and the runner gives its containers no /dev/fuse: Buildah ends with “fuse: device not found, try 'modprobe fuse' first”. STORAGE_DRIVER: vfs in the job needs no device.`,
        fixes: () => {
          const edit = addDevice(configuration, entry);
          return edit ? [{ title: 'Add devices = ["/dev/fuse"]', edits: [edit], safety: "unsafe" }] : [];
        },
      });
    }
  },
};

/** Buildah's own images mount with fuse-overlayfs (their storage.conf) unless a variable chooses another driver. */
function needsFuse(run: JobRun): boolean {
  const { image } = run.job;
  const builds = run.events.filter(({ kind }) => kind === "build");
  if (image.state !== "known" || !/^quay\.io\/(buildah|containers\/buildah)/.test(image.value) || builds.length === 0)
    return false;
  if (run.job.variableNames.some((name) => /^(STORAGE_OPTS|CONTAINERS_STORAGE_CONF)$/.test(name))) return false;
  const set = new Map(settingsOf(run, "STORAGE_DRIVER", "--storage-driver").map(({ call, value }) => [call, value]));
  const isTold = run.job.variableNames.includes("STORAGE_DRIVER");
  return builds.some(({ call }) => {
    const driver = set.get(call);
    return driver ? /^overlay2?$/.test(driver.literal ?? "") : !isTold && !call.hasUnknownWords;
  });
}

function hasFuse(devices: readonly string[] = []): boolean {
  return devices.some((device) => device.startsWith("/dev/fuse"));
}

function addDevice(configuration: RunnerConfiguration, entry: RunnerEntry): TextEdit | undefined {
  const devices = entry.docker && findEntry(entry.docker, "devices")?.value;
  if (devices) return addStrings(configuration, devices, ["/dev/fuse"]);
  return addDockerKey(configuration, entry, { name: "devices", value: '["/dev/fuse"]' });
}

export default rule;
