import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { checkRunners } from "../features/runnerChecks";
import { findBuiltPlatforms } from "../images/builtPlatforms";
import { formatChecksJson, formatChecksText, type ReportedCheck } from "../reports/checks";
import { readWanted } from "../run/doctor/wanted";
import { checkMachine } from "../run/executor/machine";
import { fileIdOf } from "../server/nodeFiles";
import { Places } from "../text/places";
import { findNamed } from "./named";
import { UsageError } from "./usageError";

/** The formats of `doctor`. */
export const doctorFormats = { text: formatChecksText, json: formatChecksJson };

export interface DoctorOptions {
  readonly format: keyof typeof doctorFormats;
  /** For which builds are wanted; by default those of the pipelines in the working directory. */
  readonly platform: readonly string[];
  /** Registries to ask over the network. */
  readonly registry: readonly string[];
  /** A runner's configuration to look at instead of this machine. */
  readonly runner?: string;
}

/** What this machine, or a runner, lacks for builds. @throws UsageError when something named cannot be read */
export async function doctor(options: DoctorOptions): Promise<{ report: string; exitCode: number }> {
  const checks = options.runner === undefined ? await checkHost(options) : await checkConfiguration(options.runner);
  const isBad = checks.some(({ state }) => state === "failure");
  return { report: doctorFormats[options.format](checks), exitCode: isBad ? 1 : 0 };
}

async function checkHost({ platform, registry }: DoctorOptions): Promise<readonly ReportedCheck[]> {
  return checkMachine(await platformsOf(platform), { registries: registry });
}

async function platformsOf(given: readonly string[]): Promise<readonly string[]> {
  if (given.length === 0 && existsSync(".gitlab-ci.yml")) {
    const { analyse } = await findNamed(["."], { files: [], stdinFilename: ".gitlab-ci.yml" });
    const built = findBuiltPlatforms((await analyse(new Map())).flows);
    if (built.length > 0) return built;
  }
  const wanted = readWanted(given);
  if ("message" in wanted) throw new UsageError(wanted.message);
  return wanted;
}

async function checkConfiguration(path: string): Promise<readonly ReportedCheck[]> {
  const others = existsSync(".gitlab-ci.yml") ? ["."] : [];
  const options = { files: [], stdinFilename: ".gitlab-ci.yml" };
  const { analyse, displayName } = await findNamed([path, ...others], options);
  const { runners, findings, texts } = await analyse(new Map());
  const places = new Places(texts);
  const own = runners.filter(({ file }) => file === fileIdOf(resolve(path)));
  if (own.length === 0) throw new UsageError(`${path} is no runner's config.toml.`);
  return own.flatMap((configuration) =>
    checkRunners(configuration, findings).map(({ locations, ...check }) => ({
      ...check,
      places: locations.map((location) => `${displayName(location.file)}:${places.of(location).start.line + 1}`),
    })),
  );
}
