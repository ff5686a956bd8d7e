import type { Check } from "../doctor/check";
import { judge } from "../doctor/judge";
import { type ProbeOptions, probe } from "./probe";

/**
 * What this machine lacks for builds.
 * @param platforms for which builds are wanted, in normal form
 */
export async function checkMachine(platforms: readonly string[], options: ProbeOptions): Promise<readonly Check[]> {
  return judge(await probe(options), platforms);
}
