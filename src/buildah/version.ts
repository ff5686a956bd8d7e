/** A version of Buildah. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** Reads `1.39`, `v1.39.3`; undefined for anything else. */
export function readVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.\d+)?(?:$|[-+])/.exec(text);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** True when `version` is older than `major.minor`. */
export function isBefore(version: Version, major: number, minor: number): boolean {
  return version.major < major || (version.major === major && version.minor < minor);
}
