import { existsSync, writeFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import { version } from "../../package.json";
import { containerfileNames, defaultImage } from "../protocol/scaffold";
import { formats } from "../reports/formats";
import { readPlatformFlags } from "../scaffold/platforms";
import { scaffold } from "../scaffold/scaffold";
import { severities } from "../text/finding";
import { type DoctorOptions, doctor, doctorFormats } from "./doctor";
import { type ExplainOptions, explain, explainFormats } from "./explain";
import { jobs, jobsFormats } from "./jobs";
import { type LintOptions, lint } from "./lint";
import { listRules } from "./listRules";
import type { PipelineOptions } from "./named";
import { predict, predictFormats } from "./predict";
import { UsageError } from "./usageError";

interface ScaffoldOptions {
  readonly platform?: readonly string[];
  readonly runner?: readonly string[];
  readonly image: string;
  readonly file?: string;
  readonly output?: string;
  readonly stdout?: boolean;
}

const collect = (value: string, before: readonly string[] = []) => [...before, value];

/** How a person names pipelines that no name tells. */
const filesOption = () =>
  new Option(
    "--files <glob>",
    "a pipeline with a name of its own, relative to the project's folder; repeatable",
  ).argParser(collect);

const stdinOption = () =>
  new Option("--stdin-filename <path>", "the file that standard input stands for").default(".gitlab-ci.yml");

const program = new Command("buildah-pipelines")
  .description("Write and debug multi-platform Buildah pipelines for GitLab CI.")
  .version(version)
  .exitOverride()
  .configureOutput({ writeErr: () => {} });

program
  .command("lint")
  .description("Find what fails or silently goes wrong in pipelines, runner configurations and Containerfiles.")
  .argument("[path...]", "files, folders to search, patterns, or - for standard input")
  .addOption(new Option("--format <format>", "how to print the findings").choices(Object.keys(formats)).default("text"))
  .option("--fix", "make the safe fixes in the files that are named")
  .option("--rule <id=severity>", "another severity for a rule, or off; repeatable", collect)
  .option("--config <file>", "the settings to take instead of the repository's .buildah-pipelines.yml")
  .addOption(stdinOption())
  .option("--list-rules", "print the rules instead (with --format json as JSON)")
  .addOption(
    new Option("--fail-on <severity>", "the mildest finding that makes the exit code 1")
      .choices([...severities])
      .default("error"),
  )
  .addOption(filesOption())
  .action(async (paths: string[], options: LintOptions & { readonly listRules?: boolean }) => {
    if (options.listRules) {
      process.stdout.write(listRules(options.format));
      return;
    }
    if (paths.length === 0) throw new UsageError("Name a path to lint: a file, a folder, a pattern, or -.");
    // https://no-color.org: any text in the variable counts.
    const { report, notes, exitCode } = await lint(paths, options, process.stdout.isTTY && !process.env.NO_COLOR);
    for (const note of notes) console.error(note);
    process.stdout.write(report);
    process.exitCode = exitCode;
  });

addPipelineCommand(
  "predict",
  "Print the image indexes that a pipeline pushes: their platforms, and the jobs these come from.",
  predictFormats,
  predict,
);
addPipelineCommand(
  "jobs",
  "Print the jobs of a pipeline as GitLab runs them, with all that they inherit.",
  jobsFormats,
  jobs,
);

program
  .command("explain")
  .description(
    "Find out why a job failed, from its log or from what a command printed, and what in the project makes it fail.",
  )
  .argument("<log>", "the log's file, or - for standard input")
  .addOption(new Option("--format <format>", "how to print it").choices(Object.keys(explainFormats)).default("text"))
  .option("--pipeline <file>", "the pipeline that the job is part of (default: the project in this folder)")
  .addOption(filesOption())
  .action(async (path: string, options: ExplainOptions) => {
    const { report, notes } = await explain(path, options);
    for (const note of notes) console.error(note);
    process.stdout.write(report);
  });

program
  .command("doctor")
  .description("Find out whether this machine, or the runner of a config.toml, can build, and what stands in the way.")
  .addOption(new Option("--format <format>", "how to print it").choices(Object.keys(doctorFormats)).default("text"))
  .option(
    "--platform <platform>",
    "a platform to build for; repeatable (default: those of this folder's pipelines)",
    collect,
    [],
  )
  .option("--registry <host>", "a registry to ask over the network; repeatable", collect, [])
  .option("--runner <config.toml>", "look at a runner's configuration instead of this machine")
  .action(async (options: DoctorOptions) => {
    const { report, exitCode } = await doctor(options);
    process.stdout.write(report);
    process.exitCode = exitCode;
  });

program
  .command("scaffold")
  .description("Write a pipeline with one build job for each platform and the job that joins the images.")
  .option(
    "--platform <platform>",
    "a platform to build for; repeatable (default: linux/amd64 and linux/arm64/v8)",
    collect,
  )
  .option(
    "--runner <platform=tag>",
    "the runner tag for a platform; repeatable (default: GitLab's hosted runners)",
    collect,
  )
  .option("--image <name>", "name of the list that joins the images", defaultImage)
  .option("--file <containerfile>", "what to build from (default: the Containerfile or Dockerfile of this folder)")
  .addOption(
    new Option("--output <file>", "the file to write; an existing one is left alone")
      .default(".gitlab-ci.yml")
      .conflicts("stdout"),
  )
  .option("--stdout", "print the pipeline instead of writing it")
  .action((options: ScaffoldOptions) => {
    const platforms = readPlatformFlags(options.platform ?? [], options.runner ?? []);
    if (!platforms.ok) throw new UsageError(platforms.message);
    const containerfile = options.file ?? containerfileNames.find((name) => existsSync(name)) ?? containerfileNames[1]!;
    const result = scaffold({ containerfile, platforms: platforms.platforms, image: options.image });
    if (!result.ok) throw new UsageError(result.message);
    if (options.stdout) process.stdout.write(result.text);
    else write(options.output!, result.text);
  });

/** A command that reads one pipeline and prints something of it. */
function addPipelineCommand<Formats extends object>(
  name: string,
  description: string,
  formats: Formats,
  print: (
    path: string,
    options: PipelineOptions & { readonly format: keyof Formats },
  ) => Promise<{ readonly report: string; readonly notes: readonly string[] }>,
): void {
  program
    .command(name)
    .description(description)
    .argument("<file>", "the pipeline's file, or - for standard input")
    .addOption(new Option("--format <format>", "how to print it").choices(Object.keys(formats)).default("text"))
    .addOption(filesOption())
    .addOption(stdinOption())
    .action(async (path: string, options: PipelineOptions & { readonly format: keyof Formats }) => {
      const { report, notes } = await print(path, options);
      for (const note of notes) console.error(note);
      process.stdout.write(report);
    });
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST")
      throw new UsageError(`${path} exists and is left as it is; give another name with --output, or --stdout.`);
    throw new UsageError(`${path} cannot be written (${code}).`);
  }
  console.error(`Wrote ${path}.`);
}

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return;
    const message =
      error.code === "commander.help"
        ? "name a command: lint, predict, jobs, explain, doctor or scaffold. See buildah-pipelines --help."
        : error.message;
    console.error(`buildah-pipelines: ${message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ")}`);
  } else if (error instanceof UsageError) console.error(`buildah-pipelines: ${error.message}`);
  else console.error(`buildah-pipelines: unexpected failure: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
});
