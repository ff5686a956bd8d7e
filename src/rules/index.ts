// made by `npm run generate`; do not edit
import buildMultiPlatformTag from "./build-multi-platform-tag";
import buildTagComma from "./build-tag-comma";
import configSyntax from "./config-syntax";
import containerfileSyntax from "./containerfile-syntax";
import loginMissing from "./login-missing";
import manifestMissingArch from "./manifest-missing-arch";
import manifestNeedsPartial from "./manifest-needs-partial";
import manifestRace from "./manifest-race";
import needsCycle from "./needs-cycle";
import needsDuplicate from "./needs-duplicate";
import needsHidden from "./needs-hidden";
import needsLaterStage from "./needs-later-stage";
import needsLimit from "./needs-limit";
import needsMatrixMismatch from "./needs-matrix-mismatch";
import needsMaybeAbsent from "./needs-maybe-absent";
import needsNameLength from "./needs-name-length";
import needsUndefined from "./needs-undefined";
import platformAlias from "./platform-alias";
import platformDuplicate from "./platform-duplicate";
import platformFlagConflict from "./platform-flag-conflict";
import platformNameMismatch from "./platform-name-mismatch";
import platformSyntax from "./platform-syntax";
import platformUnknownArch from "./platform-unknown-arch";
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
  needsCycle,
  needsDuplicate,
  needsHidden,
  needsLaterStage,
  needsLimit,
  needsMatrixMismatch,
  needsMaybeAbsent,
  needsNameLength,
  needsUndefined,
  platformAlias,
  platformDuplicate,
  platformFlagConflict,
  platformNameMismatch,
  platformSyntax,
  platformUnknownArch,
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
