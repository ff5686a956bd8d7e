import { type BuildahCall, findFlag } from "../buildah/call";
import type { ImageEvent } from "../images/flow";
import { formatRegistry, needsLogin, type Registry, readRegistry, registryOf } from "../images/registry";
import { removeFlag } from "./removeFlag";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "tls-verify-off",
  summary: "A command does not check who the registry is.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    const done = new Set<BuildahCall>();
    for (const event of run.events) {
      const side = sideOf(event);
      const flag = side && findFlag(event.call, side.flag);
      if (!side || flag?.value?.literal !== "false" || done.has(event.call)) continue;
      // Registries in private networks often have no certificate at all.
      if (!side.registry || !needsLogin(side.registry)) continue;
      done.add(event.call);
      const name = formatRegistry(side.registry);
      inFlow((flow, { report }) =>
        report({
          at: flag.location,
          message: `${run.job.name} talks to ${name} with ${flag.name}=false: whoever sits between the runner and the registry can read the credentials and give it other images, and nothing shows it.`,
          fixes: () => {
            const removal = removeFlag(flag, flow);
            return removal ? [{ title: `Check the certificate of ${name}`, edits: [removal], safety: "unsafe" }] : [];
          },
        }),
      );
    }
  },
};

/** The registry that an event talks to, and the flag that turns off the check of it. */
function sideOf(event: ImageEvent): { readonly flag: string; readonly registry: Registry | undefined } | undefined {
  const flag = "--tls-verify";
  switch (event.kind) {
    case "login":
      return { flag, registry: event.registry && readRegistry(event.registry) };
    case "push":
    case "listPush":
      return { flag, registry: registryOf(event.destination) };
    case "pull":
    case "listAdd":
      return { flag, registry: registryOf(event.image) };
    case "copy": {
      const isSource = findFlag(event.call, "--src-tls-verify") !== undefined;
      return isSource
        ? { flag: "--src-tls-verify", registry: registryOf(event.source) }
        : { flag: "--dest-tls-verify", registry: registryOf(event.destination) };
    }
    default:
      return undefined;
  }
}

export default rule;
