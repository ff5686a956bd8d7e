import type { Signature } from "../signature";
import { architectureSignatures } from "./architecture";
import { commandLineSignatures } from "./commandLine";
import { containerfileSignatures } from "./containerfile";
import { gitlabSignatures } from "./gitlab";
import { namespaceSignatures } from "./namespaces";
import { registrySignatures } from "./registry";

/** All failures that are known by what they print. The first that matches a line speaks for it. */
export const signatures: readonly Signature[] = [
  ...gitlabSignatures,
  ...namespaceSignatures,
  ...architectureSignatures,
  ...commandLineSignatures,
  ...containerfileSignatures,
  ...registrySignatures,
];
