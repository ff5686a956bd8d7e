import type { Signature } from "../signature";

/** What GitLab and GitLab Runner say themselves. */
export const gitlabSignatures: readonly Signature[] = [
  {
    id: "E80",
    pattern:
      /job needs '(.+?)' job, but '(.+?)' (?:does not exist in the pipeline|is not in any previous stage|was not added)/,
    role: "error",
    title: ([, name]) => `${name} is needed, and is not in this pipeline: its rules leave it out.`,
    fix: ([, name]) =>
      `Give both jobs the same rules, or write needs: [{job: ${name}, optional: true}], and see to it that the list is right without it.`,
  },
  {
    id: "E81",
    pattern: /chosen stage (?:(\S+) )?does not exist; available stages are/,
    role: "error",
    title: ([, stage]) => `The job's stage${stage ? ` ${stage}` : ""} is not in stages.`,
    fix: "Add it to stages, or give the job a stage that is there; without stage: a job is in test.",
  },
  {
    id: "E82",
    pattern:
      /undefined need: (\S+)|need (\S+) is not defined in current or prior stages|has the following needs duplicated: (.+)/,
    role: "error",
    title: ([, undefinedNeed, later, duplicated]) =>
      duplicated
        ? `needs names ${duplicated} twice.`
        : `needs names ${undefinedNeed ?? later}, which no job of an earlier or the same stage has as its name.`,
    fix: "Compare with the job's name letter by letter; instances of a matrix are written name: [value].",
  },
  {
    id: "E83",
    pattern: /one job can only need (\d+) others, but you have listed (\d+)/,
    role: "error",
    title: ([, limit, count]) => `The job needs ${count} others; this GitLab allows ${limit}.`,
    fix: "Need one job that needs the others, or use stages.",
  },
  {
    id: "E84",
    pattern: /The pipeline has circular dependencies/,
    role: "error",
    title: "Jobs need each other in a circle.",
    fix: "Take one entry of needs out.",
  },
  {
    id: "E85",
    pattern: /should implement (?:the )?script:, run:, or trigger: keyword|should contain at least one visible job/,
    role: "error",
    title: "A job has nothing to do: no script, run or trigger, or all jobs are hidden.",
    fix: "Add script, or put a dot before the name of what is only a template.",
  },
  {
    id: "E86",
    pattern:
      /unknown keys in `extends`|circular dependency detected in `extends`|nesting too deep in `extends`|invalid base hashes in `extends`/,
    role: "error",
    title: "extends cannot be followed: the template is missing, extends itself, or the chain is longer than eleven.",
    fix: "Mend the template's name (with its dot), or include the file that has it.",
  },
  {
    id: "E87",
    pattern: /!reference \[.+\] (?:could not be found|is part of a circular chain)/,
    role: "error",
    title: "!reference names something that is not there, or that refers back.",
    fix: "Mend the path: !reference [.job, script]; default can be referred to only where it is written out.",
  },
  {
    id: "E88",
    pattern: /config should be a string or a nested array of strings up to 10 levels deep/,
    role: "error",
    title: "A line of the script is no text: a colon with a blank behind it makes it a mapping.",
    fix: "Put the line in quotes, or write it as a block: - |",
  },
  {
    id: "E89",
    pattern: /This job is stuck because .*(?:tags|runners)|doesn't have any (?:active )?runners/,
    role: "error",
    title: "No runner has all tags of the job.",
    fix: "Mend the tags: GitLab.com has saas-linux-small-amd64 and saas-linux-small-arm64 for all tiers; own runners need exactly these tags.",
  },
  {
    id: "E90",
    pattern: /the configured PullPolicies \(.+\) are not allowed by AllowedPullPolicies/,
    role: "error",
    title: "The job's pull_policy is not among those that the runner allows.",
    fix: "Leave image:pull_policy out, or let the administrator add it to allowed_pull_policies.",
  },
  {
    id: "E91",
    pattern: /admission webhook .* denied the request|Privilege escalation container is not allowed/,
    role: "error",
    title: "The cluster's policy refuses the job's pod: it asks for rights that are not allowed there.",
    fix: "Run builds in a namespace whose policy allows unconfined seccomp and privilege escalation, or on another runner.",
  },
  {
    id: "E93",
    pattern:
      /Job failed.*(?:image pull failed|no match for platform|no matching manifest)|no matching manifest for \S+ in the manifest list entries.*\(manager\.go|Failed to pull image .*no match(?:ing manifest)? for/,
    role: "root",
    phase: "preparation",
    title: "The job's own image has no variant for the runner's architecture, or cannot be pulled.",
    fix: "Take an image that has it (quay.io/buildah/stable: amd64, arm64, ppc64le, s390x), or a runner of another architecture.",
  },
  {
    id: "E94",
    pattern: /^ERROR: Job failed: execution took longer than (\S+)/,
    role: "root",
    title: ([, limit]) =>
      `The job took longer than ${limit}. Emulated builds are ten times slower than native ones, or more.`,
    fix: "Build on a runner of the platform's architecture, or raise timeout:.",
  },
];
