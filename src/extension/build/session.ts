import * as vscode from "vscode";
import { type BuildJob, type RunPlan, type RunPlanParams, requests } from "../../protocol/messages";
import type { LanguageServer } from "../languageServer";
import { requireBuildah } from "./buildah";
import type { Builder, FoundBuildah } from "./builder";
import { describePlan } from "./describe";
import { explainBuild, Transcript } from "./explain";
import { mask, StreamMask } from "./mask";
import type { BuildProblems } from "./problems";
import { askQuestions, type BuildAnswers } from "./questions";
import type { ExitCode, Screen } from "./terminal";

/** A job of a pipeline. */
export interface JobName {
  /** URI of the entry file. */
  readonly pipeline: string;
  /** The instance's name. */
  readonly job: string;
}

/** What builds share: the machine, the server, and what the user has answered in this window. */
export interface Workshop {
  readonly builder: Builder;
  readonly server: LanguageServer;
  readonly problems: BuildProblems;
  /** By pipeline. In memory only, as secrets are among them. */
  readonly answers: Map<string, BuildAnswers>;
}

/** Builds a job in a terminal: plans, asks, shows the plan, and runs it once the user agrees. */
export async function buildJob(name: JobName, workshop: Workshop, screen: Screen): Promise<ExitCode> {
  const { builder, answers } = workshop;
  if (!vscode.workspace.isTrusted) {
    screen.write(vscode.l10n.t("Nothing is run in a workspace that you do not trust."));
    return 1;
  }
  const folder = await findFolder(name, workshop);
  const buildah = await requireBuildah(builder, vscode.Uri.parse(name.pipeline));
  if (!buildah) {
    screen.write(vscode.l10n.t("There is no Buildah to build with."));
    return 1;
  }
  for (;;) {
    const plan = await completePlan(name, folder, workshop, screen);
    if (!plan) return leave(screen);
    const known = answers.get(name.pipeline) ?? {};
    const isAsked = Object.keys(known).length > 0;
    const run: Run = { plan, folder, buildah, secrets: secretsOf(plan, known) };
    showPlan(run, isAsked, screen);
    const key = await screen.key(isAsked ? ["\r", "a"] : ["\r"]);
    if (key === undefined) return leave(screen);
    screen.write("\n");
    if (key === "\r") return runSteps(run, workshop, screen);
    answers.delete(name.pipeline);
  }
}

/** The plan with no question left; undefined when the user gave up. */
async function completePlan(
  name: JobName,
  folder: vscode.Uri,
  { builder, server, answers }: Workshop,
  screen: Screen,
): Promise<RunPlan | undefined> {
  const workingCopy = await builder.readWorkingCopy(folder.fsPath);
  for (;;) {
    const known = answers.get(name.pipeline) ?? {};
    const params: RunPlanParams = { ...name, hostPlatform: builder.hostPlatform(), workingCopy, answers: known };
    const plan = await server.request<RunPlan | null>(requests.runPlan, params);
    if (!plan) throw noJob(name);
    if (plan.steps.length === 0) throw new Error(vscode.l10n.t("The job {0} builds nothing with Buildah.", name.job));
    if (plan.questions.length === 0) return plan;
    screen.write(
      `${vscode.l10n.t("Some values are not known here; they are asked for at the top of the window.")}\n\n`,
    );
    const given = await askQuestions(plan.job, plan.questions, known, screen.signal);
    if (!given) return undefined;
    answers.set(name.pipeline, given);
  }
}

/** A plan that is complete, and what it takes to run it. */
interface Run {
  readonly plan: RunPlan;
  readonly folder: vscode.Uri;
  readonly buildah: FoundBuildah;
  /** Texts that must not be seen in the terminal. */
  readonly secrets: readonly string[];
}

/** The plan names the secret values without telling them; they are among the answers. */
function secretsOf(plan: RunPlan, answers: BuildAnswers): string[] {
  return plan.values.filter((value) => value.isSecret).flatMap(({ name }) => answers[name] ?? []);
}

function showPlan({ plan, folder, buildah, secrets }: Run, isAsked: boolean, screen: Screen): void {
  const platforms = plan.platforms.join(", ");
  const title = platforms
    ? vscode.l10n.t("Build {0} for {1} with Buildah {2}", plan.job, platforms, buildah.versionText)
    : vscode.l10n.t("Build {0} with Buildah {1}", plan.job, buildah.versionText);
  const description = describePlan(plan, folder.fsPath, secrets, {
    commands: plan.steps.length === 1 ? vscode.l10n.t("Command") : vscode.l10n.t("Commands"),
    values: vscode.l10n.t("Values that stand in for GitLab's"),
    environment: vscode.l10n.t("Environment of Buildah"),
    notes: vscode.l10n.t("Not as on GitLab"),
  });
  const question = isAsked
    ? vscode.l10n.t("Enter builds, A asks for your answers again, Ctrl+C leaves.")
    : vscode.l10n.t("Enter builds, Ctrl+C leaves.");
  screen.write(`\x1b[1;4m${title}\x1b[0m\n\n${description}\n\x1b[7m ${question} \x1b[0m `);
}

async function runSteps(
  { plan, folder, buildah, secrets }: Run,
  workshop: Workshop,
  screen: Screen,
): Promise<ExitCode> {
  workshop.problems.clear();
  for (const step of plan.steps) {
    const output = new StreamMask(secrets);
    const transcript = new Transcript();
    const write = (text: string) => {
      transcript.add(text);
      screen.write(text);
    };
    const build = workshop.builder.runBuild({
      buildah: buildah.path,
      step,
      folder: folder.fsPath,
      environment: { ...plan.environment },
      onOutput: (text) => write(output.push(text)),
    });
    const cancel = () => build.cancel();
    screen.signal.addEventListener("abort", cancel, { once: true });
    if (screen.signal.aborted) cancel();
    const { exitCode, isCancelled, failure } = await build.done;
    screen.signal.removeEventListener("abort", cancel);
    write(output.end());
    if (isCancelled) {
      screen.write(`\n${vscode.l10n.t("Cancelled. Every process of the build has ended.")}\n`);
      return 130;
    }
    if (failure) {
      const message = mask(failure.message, secrets);
      workshop.problems.show({ ...failure, message });
      screen.write(`\n\x1b[31m${message}\x1b[0m\n`);
      await explainBuild(workshop.server, plan.job, transcript.text, failure, screen);
    }
    if (exitCode !== 0) return exitCode ?? 1;
  }
  screen.write(`\n\x1b[32m${vscode.l10n.t("{0} is built.", plan.job)}\x1b[0m\n`);
  return 0;
}

function leave(screen: Screen): ExitCode {
  screen.write(`\n${vscode.l10n.t("Nothing was built.")}\n`);
  return undefined;
}

/** The folder of the pipeline's project, where GitLab starts scripts; that of a child pipeline is its parent's. */
async function findFolder(name: JobName, { server }: Workshop): Promise<vscode.Uri> {
  // Asked about all pipelines, the server first looks which there are: who starts which is not known before.
  const jobs = await server.request<BuildJob[]>(requests.buildJobs, {});
  const found = jobs.find(({ pipeline, job }) => pipeline === name.pipeline && job === name.job);
  if (!found) throw noJob(name);
  return vscode.Uri.parse(found.folder);
}

function noJob({ job }: JobName): Error {
  return new Error(vscode.l10n.t("There is no job {0} in the pipeline any more.", job));
}
