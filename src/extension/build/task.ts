import * as vscode from "vscode";
import { type BuildJob, type BuildJobsParams, requests } from "../../protocol/messages";
import { isPipelineName } from "../files";
import { buildJob, type JobName, type Workshop } from "./session";
import { TaskTerminal } from "./terminal";

/** Also in `taskDefinitions` of package.json. */
export const taskType = "buildahPipelines";

interface Definition extends vscode.TaskDefinition {
  readonly job: string;
  /** Path of the pipeline in the workspace folder. */
  readonly pipeline?: string;
}

/** The task that builds a job. */
export function makeTask(name: JobName, workshop: Workshop, definition?: vscode.TaskDefinition): vscode.Task {
  const uri = vscode.Uri.parse(name.pipeline);
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const path = vscode.workspace.asRelativePath(uri, false);
  const own: Definition = { type: taskType, job: name.job, ...(path === ".gitlab-ci.yml" ? {} : { pipeline: path }) };
  const execution = new vscode.CustomExecution(
    async () => new TaskTerminal((screen) => buildJob(name, workshop, screen)),
  );
  const task = new vscode.Task(
    definition ?? own,
    folder ?? vscode.TaskScope.Workspace,
    name.job,
    "Buildah",
    execution,
    [],
  );
  task.group = vscode.TaskGroup.Build;
  task.detail = vscode.l10n.t("Builds the image for the platform of this machine; nothing is pushed");
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    focus: true,
    clear: true,
    showReuseMessage: false,
  };
  return task;
}

/** The jobs that build for the host, for *Tasks: Run Task* and `tasks.json`. */
export function provideTasks(workshop: Workshop): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(taskType, {
    async provideTasks() {
      const jobs = await findJobs(workshop);
      return jobs.filter((job) => job.isForHost).map((job) => makeTask(job, workshop));
    },
    resolveTask(task) {
      const { job, pipeline = ".gitlab-ci.yml" } = task.definition as Definition;
      const folder = typeof task.scope === "object" ? task.scope : vscode.workspace.workspaceFolders?.[0];
      if (typeof job !== "string" || typeof pipeline !== "string" || !folder) return undefined;
      const uri = vscode.Uri.joinPath(folder.uri, pipeline);
      return makeTask({ job, pipeline: uri.toString() }, workshop, task.definition);
    },
  });
}

/** The jobs that build images: of the pipelines that a file is a part of, or of all pipelines of the workspace. */
export async function findJobs({ server }: Workshop, file?: vscode.Uri): Promise<BuildJob[]> {
  const params: BuildJobsParams = file ? { uri: file.toString() } : {};
  return server.request<BuildJob[]>(requests.buildJobs, params);
}

/** True for a file that may belong to a pipeline. */
export function mayBePipeline(uri: vscode.Uri): boolean {
  return isPipelineName(uri.path) || /\.ya?ml$/.test(uri.path);
}
