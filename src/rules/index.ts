// made by `npm run generate`; do not edit
import buildMultiPlatformTag from "./build-multi-platform-tag";
import buildTagComma from "./build-tag-comma";
import configSyntax from "./config-syntax";
import containerfileSyntax from "./containerfile-syntax";
import emulationNotSetUp from "./emulation-not-set-up";
import extendsArrayReplaced from "./extends-array-replaced";
import extendsCycle from "./extends-cycle";
import extendsDepth from "./extends-depth";
import extendsUnknown from "./extends-unknown";
import imagePlatformMismatch from "./image-platform-mismatch";
import interruptibleManifest from "./interruptible-manifest";
import jobNoScript from "./job-no-script";
import k8sNodeSelectorMissing from "./k8s-node-selector-missing";
import loginMissing from "./login-missing";
import manifestMissingArch from "./manifest-missing-arch";
import manifestNeedsPartial from "./manifest-needs-partial";
import manifestRace from "./manifest-race";
import matrixCollision from "./matrix-collision";
import matrixTagsStatic from "./matrix-tags-static";
import matrixTooLarge from "./matrix-too-large";
import matrixVarUnused from "./matrix-var-unused";
import needsCycle from "./needs-cycle";
import needsDuplicate from "./needs-duplicate";
import needsHidden from "./needs-hidden";
import needsLaterStage from "./needs-later-stage";
import needsLimit from "./needs-limit";
import needsMatrixMismatch from "./needs-matrix-mismatch";
import needsMaybeAbsent from "./needs-maybe-absent";
import needsNameLength from "./needs-name-length";
import needsOptionalProducer from "./needs-optional-producer";
import needsUndefined from "./needs-undefined";
import platformAlias from "./platform-alias";
import platformDuplicate from "./platform-duplicate";
import platformFlagConflict from "./platform-flag-conflict";
import platformNameMismatch from "./platform-name-mismatch";
import platformSyntax from "./platform-syntax";
import platformUnknownArch from "./platform-unknown-arch";
import producerAllowFailure from "./producer-allow-failure";
import producerManual from "./producer-manual";
import pushUnbuilt from "./push-unbuilt";
import referenceCycle from "./reference-cycle";
import referenceMissing from "./reference-missing";
import type { Rule } from "./rule";
import rulesAsymmetric from "./rules-asymmetric";
import runnerArchMismatch from "./runner-arch-mismatch";
import runnerNotLinux from "./runner-not-linux";
import runnerTagTier from "./runner-tag-tier";
import runnerTagUnknownHosted from "./runner-tag-unknown-hosted";
import runnerTagsContradict from "./runner-tags-contradict";
import runnerUntagged from "./runner-untagged";
import securityOptMissing from "./security-opt-missing";
import securityOptRequired from "./security-opt-required";
import securityOptSyntax from "./security-opt-syntax";
import stageUndefined from "./stage-undefined";
import suppressionUnused from "./suppression-unused";
import tagCollisionArch from "./tag-collision-arch";
import tomlSyntax from "./toml-syntax";
import triggerChildRace from "./trigger-child-race";
import yamlSyntax from "./yaml-syntax";

/** Every rule, by id. */
export const rules: readonly Rule[] = [
  buildMultiPlatformTag,
  buildTagComma,
  configSyntax,
  containerfileSyntax,
  emulationNotSetUp,
  extendsArrayReplaced,
  extendsCycle,
  extendsDepth,
  extendsUnknown,
  imagePlatformMismatch,
  interruptibleManifest,
  jobNoScript,
  k8sNodeSelectorMissing,
  loginMissing,
  manifestMissingArch,
  manifestNeedsPartial,
  manifestRace,
  matrixCollision,
  matrixTagsStatic,
  matrixTooLarge,
  matrixVarUnused,
  needsCycle,
  needsDuplicate,
  needsHidden,
  needsLaterStage,
  needsLimit,
  needsMatrixMismatch,
  needsMaybeAbsent,
  needsNameLength,
  needsOptionalProducer,
  needsUndefined,
  platformAlias,
  platformDuplicate,
  platformFlagConflict,
  platformNameMismatch,
  platformSyntax,
  platformUnknownArch,
  producerAllowFailure,
  producerManual,
  pushUnbuilt,
  referenceCycle,
  referenceMissing,
  rulesAsymmetric,
  runnerArchMismatch,
  runnerNotLinux,
  runnerTagTier,
  runnerTagUnknownHosted,
  runnerTagsContradict,
  runnerUntagged,
  securityOptMissing,
  securityOptRequired,
  securityOptSyntax,
  stageUndefined,
  suppressionUnused,
  tagCollisionArch,
  tomlSyntax,
  triggerChildRace,
  yamlSyntax,
];
