// made by `npm run generate`; do not edit
import buildMultiPlatformTag from "./build-multi-platform-tag";
import buildTagComma from "./build-tag-comma";
import configSyntax from "./config-syntax";
import containerfileSyntax from "./containerfile-syntax";
import loginMissing from "./login-missing";
import manifestAddArgCount from "./manifest-add-arg-count";
import manifestAddArgsSwapped from "./manifest-add-args-swapped";
import manifestCrossJobLocal from "./manifest-cross-job-local";
import manifestEmpty from "./manifest-empty";
import manifestListUnknown from "./manifest-list-unknown";
import manifestMissingArch from "./manifest-missing-arch";
import manifestNeedsPartial from "./manifest-needs-partial";
import manifestPushDestTransport from "./manifest-push-dest-transport";
import manifestPushLocalName from "./manifest-push-local-name";
import manifestPushMissingAll from "./manifest-push-missing-all";
import manifestPushOneArgOld from "./manifest-push-one-arg-old";
import manifestRace from "./manifest-race";
import manifestRmThenUse from "./manifest-rm-then-use";
import needsUndefined from "./needs-undefined";
import platformAlias from "./platform-alias";
import platformDuplicate from "./platform-duplicate";
import platformFlagConflict from "./platform-flag-conflict";
import platformNameMismatch from "./platform-name-mismatch";
import platformSyntax from "./platform-syntax";
import platformUnknownArch from "./platform-unknown-arch";
import pushManifestList from "./push-manifest-list";
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
  manifestAddArgCount,
  manifestAddArgsSwapped,
  manifestCrossJobLocal,
  manifestEmpty,
  manifestListUnknown,
  manifestMissingArch,
  manifestNeedsPartial,
  manifestPushDestTransport,
  manifestPushLocalName,
  manifestPushMissingAll,
  manifestPushOneArgOld,
  manifestRace,
  manifestRmThenUse,
  needsUndefined,
  platformAlias,
  platformDuplicate,
  platformFlagConflict,
  platformNameMismatch,
  platformSyntax,
  platformUnknownArch,
  pushManifestList,
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
