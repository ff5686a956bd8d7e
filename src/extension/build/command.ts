import * as vscode from "vscode";
import { type BuildJob, commands } from "../../protocol/messages";
import { registerCommand } from "../command";
import type { Feature } from "../feature";
import { requireBuildah } from "./buildah";
import type { Builder } from "./builder";
import { BuildProblems } from "./problems";
import type { JobName, Workshop } from "./session";
import { findJobs, makeTask, mayBePipeline, provideTasks } from "./task";

/** *Build for Host Platform*: from the palette, from a lens, and as a task. */
export const buildForHost =
  (builder: Builder): Feature =>
  (host) => {
    const problems = new BuildProblems();
    const workshop: Workshop = { builder, server: host.server, problems, answers: new Map() };
    return vscode.Disposable.from(
      problems,
      provideTasks(workshop),
      registerCommand(host, commands.buildForHost, async (pipeline?: string, job?: string) => {
        if (!vscode.workspace.isTrusted) {
          throw new Error(vscode.l10n.t("Builds run only in a workspace that you trust."));
        }
        const name = pipeline !== undefined && job !== undefined ? { pipeline, job } : await chooseJob(workshop);
        if (!name || !(await requireBuildah(builder, vscode.Uri.parse(name.pipeline)))) return;
        await vscode.tasks.executeTask(makeTask(name, workshop));
      }),
    );
  };

/** The job of the host's architecture; asks when there are several. */
async function chooseJob(workshop: Workshop): Promise<JobName | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const own = active && mayBePipeline(active) ? await findJobs(workshop, active) : [];
  const all = own.length > 0 ? own : await findJobs(workshop);
  const jobs = all.filter((job) => job.isForHost);
  if (jobs.length <= 1) {
    if (jobs.length === 0) void vscode.window.showInformationMessage(explainNone(all, workshop.builder.hostPlatform()));
    return jobs[0];
  }
  const choices = jobs.map((job) => ({
    label: job.job,
    description: job.platforms.join(", "),
    detail: vscode.workspace.asRelativePath(vscode.Uri.parse(job.pipeline)),
    job,
  }));
  const title = vscode.l10n.t("Build for Host Platform");
  const placeHolder = vscode.l10n.t("Job to build on this machine, {0}", workshop.builder.hostPlatform());
  return (await vscode.window.showQuickPick(choices, { title, placeHolder }))?.job;
}

function explainNone(jobs: readonly BuildJob[], hostPlatform: string): string {
  if (jobs.length === 0) return vscode.l10n.t("No job of a pipeline here builds an image with Buildah.");
  const platforms = [...new Set(jobs.flatMap((job) => job.platforms))].join(", ");
  return vscode.l10n.t(
    "No job builds for this machine, which is {0}; the pipeline builds for {1}.",
    hostPlatform,
    platforms,
  );
}
