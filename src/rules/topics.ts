/** What rules are about, in the order in which they are listed; how an id begins tells its topic, and the first match counts. */
const topics: readonly (readonly [title: string, ids: RegExp])[] = [
  ["Platforms", /^platform-/],
  ["Builds", /^(build|bud|bool-flag|unknown-flag|flags|docker-ism|cache|layers|format|isolation-invalid|network)(-|$)/],
  ["Manifest lists", /^(push-)?manifest-/],
  ["References and tags", /^(tag|latest|ref|push|tool-image)-/],
  ["Login", /^(login|secret|tls)-/],
  ["Runners", /^(runner|emulation|image-platform|k8s|matrix-tags)-/],
  [
    "Job graph",
    /^(needs|rules|producer|stage|job|extends|matrix|interruptible|trigger|reference|include|default|input|script)-/,
  ],
  ["Security and storage", /^(security|privileged|isolation|custom-image|storage|dind|fuse|user)-/],
  ["Containerfiles", /^(df|containerfile)-/],
  ["Files and settings", /^(yaml|toml|config|suppression)-/],
];

/** Items by what their rules are about, in the order of topics; none is empty. */
export function groupByTopic<T extends { readonly id: string }>(rules: readonly T[]): Map<string, T[]> {
  const groups = new Map(topics.map(([title]): [string, T[]] => [title, []]));
  for (const rule of rules) {
    const title = topics.find(([, ids]) => ids.test(rule.id))?.[0] ?? "Others";
    groups.set(title, [...(groups.get(title) ?? []), rule]);
  }
  return new Map([...groups].filter(([, group]) => group.length > 0));
}
