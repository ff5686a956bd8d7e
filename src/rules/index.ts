// made by `npm run generate`; do not edit
import buildMultiPlatformTag from "./build-multi-platform-tag";
import buildTagComma from "./build-tag-comma";
import configSyntax from "./config-syntax";
import containerfileSyntax from "./containerfile-syntax";
import loginMissing from "./login-missing";
import manifestMissingArch from "./manifest-missing-arch";
import manifestNeedsPartial from "./manifest-needs-partial";
import manifestRace from "./manifest-race";
import needsUndefined from "./needs-undefined";
import platformAlias from "./platform-alias";
import platformArchFlag from "./platform-arch-flag";
import platformArchOnly from "./platform-arch-only";
import platformDuplicate from "./platform-duplicate";
import platformEmptyComponent from "./platform-empty-component";
import platformFlagConflict from "./platform-flag-conflict";
import platformListOld from "./platform-list-old";
import platformMissing from "./platform-missing";
import platformNameMismatch from "./platform-name-mismatch";
import platformOsOnly from "./platform-os-only";
import platformSyntax from "./platform-syntax";
import platformUnknownArch from "./platform-unknown-arch";
import platformUnknownOs from "./platform-unknown-os";
import platformVariantInconsistent from "./platform-variant-inconsistent";
import platformWhitespace from "./platform-whitespace";
import pushUnbuilt from "./push-unbuilt";
import type { Rule } from "./rule";
import runnerArchMismatch from "./runner-arch-mismatch";
import securityOptMissing from "./security-opt-missing";
import securityOptRequired from "./security-opt-required";
import securityOptSyntax from "./security-opt-syntax";
import suppressionUnused from "./suppression-unused";
import tagCollisionArch from "./tag-collision-arch";
import tomlSyntax from "./toml-syntax";
import yamlSyntax from "./yaml-syntax";

/** Every rule, by id. */
export const rules: readonly Rule[] = [
  buildMultiPlatformTag,
  buildTagComma,
  configSyntax,
  containerfileSyntax,
  loginMissing,
  manifestMissingArch,
  manifestNeedsPartial,
  manifestRace,
  needsUndefined,
  platformAlias,
  platformArchFlag,
  platformArchOnly,
  platformDuplicate,
  platformEmptyComponent,
  platformFlagConflict,
  platformListOld,
  platformMissing,
  platformNameMismatch,
  platformOsOnly,
  platformSyntax,
  platformUnknownArch,
  platformUnknownOs,
  platformVariantInconsistent,
  platformWhitespace,
  pushUnbuilt,
  runnerArchMismatch,
  securityOptMissing,
  securityOptRequired,
  securityOptSyntax,
  suppressionUnused,
  tagCollisionArch,
  tomlSyntax,
  yamlSyntax,
];
