// made by `npm run generate`; do not edit
import buildMultiPlatformTag from "./build-multi-platform-tag";
import buildTagComma from "./build-tag-comma";
import configSyntax from "./config-syntax";
import containerfileSyntax from "./containerfile-syntax";
import loginMissing from "./login-missing";
import manifestAddArgCount from "./manifest-add-arg-count";
import manifestAddArgsSwapped from "./manifest-add-args-swapped";
import manifestAddNoTransport from "./manifest-add-no-transport";
import manifestAddShortName from "./manifest-add-short-name";
import manifestAddStaleLocal from "./manifest-add-stale-local";
import manifestAmendStale from "./manifest-amend-stale";
import manifestArchOverride from "./manifest-arch-override";
import manifestCreateExists from "./manifest-create-exists";
import manifestCrossJobLocal from "./manifest-cross-job-local";
import manifestDigestPinning from "./manifest-digest-pinning";
import manifestDuplicatePlatform from "./manifest-duplicate-platform";
import manifestEmpty from "./manifest-empty";
import manifestListUnknown from "./manifest-list-unknown";
import manifestMissingArch from "./manifest-missing-arch";
import manifestNameCollides from "./manifest-name-collides";
import manifestNeedsPartial from "./manifest-needs-partial";
import manifestNestedList from "./manifest-nested-list";
import manifestNeverPushed from "./manifest-never-pushed";
import manifestPushDestTransport from "./manifest-push-dest-transport";
import manifestPushLocalName from "./manifest-push-local-name";
import manifestPushMissingAll from "./manifest-push-missing-all";
import manifestPushOneArgOld from "./manifest-push-one-arg-old";
import manifestRace from "./manifest-race";
import manifestRefUnproduced from "./manifest-ref-unproduced";
import manifestReplaceVersion from "./manifest-replace-version";
import manifestRmThenUse from "./manifest-rm-then-use";
import manifestSingleEntry from "./manifest-single-entry";
import manifestUnguardedRm from "./manifest-unguarded-rm";
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
  manifestAddNoTransport,
  manifestAddShortName,
  manifestAddStaleLocal,
  manifestAmendStale,
  manifestArchOverride,
  manifestCreateExists,
  manifestCrossJobLocal,
  manifestDigestPinning,
  manifestDuplicatePlatform,
  manifestEmpty,
  manifestListUnknown,
  manifestMissingArch,
  manifestNameCollides,
  manifestNeedsPartial,
  manifestNestedList,
  manifestNeverPushed,
  manifestPushDestTransport,
  manifestPushLocalName,
  manifestPushMissingAll,
  manifestPushOneArgOld,
  manifestRace,
  manifestRefUnproduced,
  manifestReplaceVersion,
  manifestRmThenUse,
  manifestSingleEntry,
  manifestUnguardedRm,
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
