import { lackOfRights } from "../images/ownRunner";
import { readSection } from "../runner/sections";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "user-build-without-userns",
  summary: "A job runs Buildah as an ordinary user, who needs newuidmap and the rights that it needs.",
  severity: "info",
  confidence: "certain",
  fixes: [],
  job(run, { report }) {
    const { imageOptions } = run.job;
    const user = imageOptions.state === "known" ? imageOptions.value.user : undefined;
    if (user?.state !== "known" || /^(root|0)(:|$)|\$/.test(user.value) || !lackOfRights(run)) return;
    if (!run.calls.some(({ tool }) => tool !== "skopeo")) return;
    const { entry } = run.runner.facts;
    const section = entry && readSection(entry);
    // A container of Docker's has these rights unless they are taken away.
    if (section?.kind === "docker" && !losesRights(section.capDrop?.value, section.securityOpt?.value)) return;
    const runner = entry
      ? `The runner ${entry.name ?? ""} takes them away`.replace("  ", " ")
      : "It depends on the runner whether they are there";
    report({
      at: user.location,
      message: `${run.job.name} runs Buildah as ${user.value}: at its first command Buildah starts newuidmap, which needs the capabilities SETUID and SETGID and must be allowed to gain rights, or ends with “newuidmap: Operation not permitted”. ${runner}.`,
    });
  },
};

function losesRights(dropped: readonly string[] = [], options: readonly string[] = []): boolean {
  const isDropped = dropped.some((name) => /^(CAP_)?(ALL|SETUID|SETGID)$/i.test(name));
  return isDropped || options.some((option) => /^no-new-privileges(?![:=]false)/.test(option));
}

export default rule;
