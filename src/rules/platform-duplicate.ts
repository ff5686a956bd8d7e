import { isSamePlatform } from "../buildah/platform";
import type { PlatformUse } from "../images/flow";
import { type Fix, replace } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "platform-duplicate",
  summary: "One build asks for the same platform twice.",
  severity: "warning",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job({ job, events }, { report }) {
    for (const event of events) {
      const uses = event.kind === "build" ? (event.platforms ?? []) : [];
      uses.forEach((use, index) => {
        const { platform } = use;
        if (!platform) return;
        const earlier = uses
          .slice(0, index)
          .find((other) => other.platform && isSamePlatform(other.platform, platform));
        if (!earlier) return;
        const [first, second] = [earlier.value.display, use.value.display];
        const what = first === second ? `${second} twice` : `${first} and ${second}, which are the same platform`;
        report({
          at: use.location,
          message: `${job.name} builds for ${what}: Buildah builds the image twice, and a manifest list gets two entries for it, of which clients take the first.`,
          related: [{ location: earlier.location, message: `${first} is built here already.` }],
          fixes: () => remove(use, earlier),
        });
      });
    }
  },
};

/** Takes the item out of its list, together with the comma in front of it. */
function remove({ flag, start, value, reading }: PlatformUse, earlier: PlatformUse): readonly Fix[] {
  const list = flag.value;
  const end = start + value.flat.length;
  const place = start === 0 ? undefined : list?.slice(start - 1, end).editable;
  if (!place) return [];
  // Of arm64 and arm64/v8 only one is written into the list's entry and into TARGETVARIANT: which, is for a person to say.
  const isSpelledAlike =
    reading?.kind === "platform" &&
    earlier.reading?.kind === "platform" &&
    reading.canonical === earlier.reading.canonical;
  return [
    {
      title: `Remove ${value.display}`,
      edits: [replace(place, "")],
      safety: isSpelledAlike ? "safe" : "unsafe",
    },
  ];
}

export default rule;
