import { findFlag } from "../buildah/call";
import { addVariable } from "../images/addVariable";
import { settingsOf } from "../images/callSettings";
import { lackOfRights } from "../images/ownRunner";
import type { Rule } from "./rule";

/** Images of distributions, in which nothing sets BUILDAH_ISOLATION. */
const plainImage =
  /^((docker\.io|quay\.io|registry\.fedoraproject\.org|registry\.access\.redhat\.com)\/)?((library|fedora|centos|rockylinux|opensuse|ubi\d+)\/)?(fedora|centos|rockylinux|almalinux|debian|ubuntu|alpine|archlinux|leap|tumbleweed|ubi(-minimal)?|stream)(:|@|$)/;

const rule: Rule = {
  id: "custom-image-no-chroot",
  summary: "Buildah in an image of a distribution does not isolate by chroot unless it is told to.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    const { image } = run.job;
    if (image.state !== "known" || !plainImage.test(image.value) || !lackOfRights(run) || !run.isComplete) return;
    const builds = run.events.filter((event) => event.kind === "build" && event.call.tool === "buildah");
    const told = new Set(settingsOf(run, "BUILDAH_ISOLATION", "--isolation").map(({ call }) => call));
    const isUntold = builds.some(
      ({ call }) => !told.has(call) && !findFlag(call, "--isolation") && !call.hasUnknownWords,
    );
    if (!isUntold || run.job.variableNames.includes("BUILDAH_ISOLATION")) return;
    inFlow((flow, { report }) =>
      report({
        at: image.location,
        message: `${run.job.name} builds in ${image.value} without BUILDAH_ISOLATION: there Buildah starts containers of its own, which needs a privileged runner; otherwise the first RUN ends with “Operation not permitted”. Buildah's own images set BUILDAH_ISOLATION=chroot.`,
        fixes: () => {
          const edit = addVariable(flow, run.job, "BUILDAH_ISOLATION", "chroot");
          return edit ? [{ title: "Set BUILDAH_ISOLATION: chroot", edits: [edit], safety: "unsafe" }] : [];
        },
      }),
    );
  },
};

export default rule;
