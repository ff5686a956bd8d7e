import { execFile } from "node:child_process";
import { readVersion, type Version } from "../../buildah/version";
import { makeEnvironment } from "./environment";

/** A Buildah that works. */
export interface Buildah {
  /** Its path, or its name to be looked for in PATH. */
  readonly path: string;
  readonly version: Version;
  /** The version as it says it: `1.39.3`. */
  readonly versionText: string;
}

/**
 * Finds Buildah.
 * @param path where it is; looked for in PATH unless given
 * @returns undefined when it is not there or does not run
 */
export async function findBuildah(
  path = "buildah",
  host: NodeJS.ProcessEnv = process.env,
): Promise<Buildah | undefined> {
  const output = await new Promise<string>((resolve) => {
    const options = { env: makeEnvironment(host, {}), timeout: 10_000 };
    execFile(path, ["--version"], options, (error, stdout) => resolve(error ? "" : stdout));
  });
  const versionText = /^buildah version (\S+)/.exec(output)?.[1];
  const version = versionText === undefined ? undefined : readVersion(versionText);
  return version && { path, version, versionText: versionText! };
}
