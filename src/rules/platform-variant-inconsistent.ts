import { formatReference } from "../buildah/reference";
import type { PlatformUse } from "../images/flow";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

/** Two spellings within one build are the business of platform-duplicate. */
const rule: Rule = {
  id: "platform-variant-inconsistent",
  summary: "Builds of one image write linux/arm64 in one place and linux/arm64/v8 in another.",
  severity: "hint",
  confidence: "likely",
  fixes: ["unsafe"],
  pipeline(flow, { report }) {
    const first = new Map<string, { readonly use: PlatformUse; readonly job: string }>();
    for (const { job, events } of flow.runs) {
      for (const event of events) {
        const image = event.kind === "build" ? (event.list ?? event.names[0]) : undefined;
        const key = image?.repository.key;
        if (event.kind !== "build" || !image || key === undefined) continue;
        const use = event.platforms?.find(({ platform }) => platform?.architecture === "arm64" && !platform.variant);
        if (use?.reading?.kind !== "platform") continue;
        const earlier = first.get(key) ?? { use, job: job.name };
        first.set(key, earlier);
        const other = earlier.use.reading?.kind === "platform" ? earlier.use.reading.canonical : "";
        const { canonical } = use.reading;
        if (other === canonical) continue;
        report({
          at: use.location,
          message: `${job.name} builds ${formatReference(image)} for ${canonical}, and ${earlier.job} builds the same repository for ${other}: the same platform, but TARGETPLATFORM, TARGETVARIANT and the entries of lists differ.`,
          related: [{ location: earlier.use.location, message: `Here it is ${other}.` }],
          fixes: () => rewrite(use.value, other, "unsafe"),
        });
      }
    }
  },
};

export default rule;
