import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { jobs } from "../../src/cli/jobs";
import { compare, readReport } from "./differential";
import { readPackage } from "./gitlabCiLocal";

/** A difference that is right, beside the pipeline in `differences.json`. */
interface Accepted {
  /** The job's name. */
  readonly job: string;
  /** A keyword of the job, a variable as `variables.NAME`, or empty for the whole job. */
  readonly keyword: string;
  /** What the model says; absent for nothing. */
  readonly ours?: unknown;
  /** Why the model is right. */
  readonly reason: string;
  /** Where GitLab says so. */
  readonly source: string;
}

const fixtures = join(process.cwd(), "test", "differential");
let folder = "";

// The package asks git which files there are, which project it is and what changed.
before(() => {
  folder = mkdtempSync(join(tmpdir(), "differential-"));
  cpSync(fixtures, folder, { recursive: true });
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: "1" };
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, env, stdio: "ignore" });
  git("init", "--initial-branch=main");
  git("config", "user.name", "Somebody");
  git("config", "user.email", "somebody@example.org");
  git("remote", "add", "origin", "https://gitlab.example.org/team/app.git");
  git("add", "--all");
  git("commit", "--message=All");
  git("update-ref", "refs/remotes/origin/main", "HEAD");
  git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe("effective jobs equal those of gitlab-ci-local", { concurrency: 2 }, () => {
  for (const fixture of readdirSync(fixtures)) {
    it(fixture, async () => {
      const project = join(folder, fixture);
      const theirs = await readPackage(project);
      const { report } = await jobs(join(project, ".gitlab-ci.yml"), { format: "json", files: [], stdinFilename: "" });
      const ours = JSON.parse(report);
      const table = join(fixtures, fixture, "differences.json");
      const accepted: readonly Accepted[] = existsSync(table) ? JSON.parse(readFileSync(table, "utf8")) : [];
      const differences = compare(readReport(ours), theirs);
      assert.deepEqual(
        differences.map(({ job, keyword, ours }) => describeOurs(job, keyword, ours)),
        accepted.map(({ job, keyword, ours }) => describeOurs(job, keyword, ours)),
        `gitlab-ci-local has ${JSON.stringify(differences.map(({ theirs }) => theirs))}`,
      );
      assert.ok(accepted.every(({ reason, source }) => reason && source));
    });
  }
});

/** Why something is unknown is said to people and may change. */
function describeOurs(job: string, keyword: string, ours: unknown): string {
  const value = JSON.stringify(ours, (key, inner) => (key === "$unknown" ? "" : inner));
  return `${job || "pipeline"}.${keyword}: ${value}`;
}
