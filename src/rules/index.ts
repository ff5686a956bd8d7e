// made by `npm run generate`; do not edit
import boolFlagSpace from "./bool-flag-space";
import budAlias from "./bud-alias";
import buildArgOverridesTarget from "./build-arg-overrides-target";
import buildArgSecret from "./build-arg-secret";
import buildManifestAccumulates from "./build-manifest-accumulates";
import buildMultiIdfile from "./build-multi-idfile";
import buildMultiPlatformTag from "./build-multi-platform-tag";
import buildResultUnused from "./build-result-unused";
import buildRmWithoutLayers from "./build-rm-without-layers";
import buildTagComma from "./build-tag-comma";
import buildTagEqualsManifest from "./build-tag-equals-manifest";
import cacheSharedAcrossArch from "./cache-shared-across-arch";
import cacheWithoutLayers from "./cache-without-layers";
import configSyntax from "./config-syntax";
import containerfileSyntax from "./containerfile-syntax";
import customImageNoChroot from "./custom-image-no-chroot";
import dfArchPrefixedBase from "./df-arch-prefixed-base";
import dfBaseDigest from "./df-base-digest";
import dfBuildplatformFinal from "./df-buildplatform-final";
import dfCopyCrossArchArtifact from "./df-copy-cross-arch-artifact";
import dfFromPinnedPlatform from "./df-from-pinned-platform";
import dfGoarchHardcoded from "./df-goarch-hardcoded";
import dfHardcodedArchUrl from "./df-hardcoded-arch-url";
import dfMissing from "./df-missing";
import dfOciDropped from "./df-oci-dropped";
import dfPlatformLeak from "./df-platform-leak";
import dfRedefinePlatform from "./df-redefine-platform";
import dfRunUnderEmulation from "./df-run-under-emulation";
import dfShortName from "./df-short-name";
import dfTargetDefaultIgnored from "./df-target-default-ignored";
import dfTargetarchNoArg from "./df-targetarch-no-arg";
import dfTargetplatformCase from "./df-targetplatform-case";
import dindUnneeded from "./dind-unneeded";
import dockerIsmCache from "./docker-ism-cache";
import emulationNotSetUp from "./emulation-not-set-up";
import extendsArrayReplaced from "./extends-array-replaced";
import extendsCycle from "./extends-cycle";
import extendsDepth from "./extends-depth";
import extendsUnknown from "./extends-unknown";
import flagsAfterArgs from "./flags-after-args";
import formatDockerIndexOci from "./format-docker-index-oci";
import formatInvalid from "./format-invalid";
import formatMixed from "./format-mixed";
import fuseDeviceMissing from "./fuse-device-missing";
import imagePlatformMismatch from "./image-platform-mismatch";
import includeMissing from "./include-missing";
import inputInvalid from "./input-invalid";
import interruptibleManifest from "./interruptible-manifest";
import isolationInvalid from "./isolation-invalid";
import isolationOciInContainer from "./isolation-oci-in-container";
import jobNoScript from "./job-no-script";
import k8sCapabilities from "./k8s-capabilities";
import k8sNodeSelectorMissing from "./k8s-node-selector-missing";
import k8sSecurityContext from "./k8s-security-context";
import latestConcurrent from "./latest-concurrent";
import latestUnprotected from "./latest-unprotected";
import layersCrossArch from "./layers-cross-arch";
import loginAfterUse from "./login-after-use";
import loginBothPasswords from "./login-both-passwords";
import loginCredsArg from "./login-creds-arg";
import loginJobVarsInRules from "./login-job-vars-in-rules";
import loginLostByOverride from "./login-lost-by-override";
import loginMissing from "./login-missing";
import loginNoRegistry from "./login-no-registry";
import loginOtherJob from "./login-other-job";
import loginPasswordArg from "./login-password-arg";
import loginRegistryMismatch from "./login-registry-mismatch";
import loginStdinUnfed from "./login-stdin-unfed";
import loginUnquoted from "./login-unquoted";
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
import networkWithChroot from "./network-with-chroot";
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
import privilegedExcess from "./privileged-excess";
import producerAllowFailure from "./producer-allow-failure";
import producerManual from "./producer-manual";
import pushManifestList from "./push-manifest-list";
import pushTagMismatch from "./push-tag-mismatch";
import pushUnbuilt from "./push-unbuilt";
import refInvalid from "./ref-invalid";
import refNameUnsafe from "./ref-name-unsafe";
import refRegistryForeign from "./ref-registry-foreign";
import refTagVarAbsent from "./ref-tag-var-absent";
import refUndefinedVar from "./ref-undefined-var";
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
import scriptInvalid from "./script-invalid";
import secretEcho from "./secret-echo";
import securityOptMissing from "./security-opt-missing";
import securityOptRequired from "./security-opt-required";
import securityOptSyntax from "./security-opt-syntax";
import stageUndefined from "./stage-undefined";
import storageDriverInvalid from "./storage-driver-invalid";
import storageInCache from "./storage-in-cache";
import storageOverlayRisk from "./storage-overlay-risk";
import storageVfsLayers from "./storage-vfs-layers";
import suppressionUnused from "./suppression-unused";
import tagCollisionArch from "./tag-collision-arch";
import tagMutableArch from "./tag-mutable-arch";
import tlsVerifyOff from "./tls-verify-off";
import tomlSyntax from "./toml-syntax";
import toolImageArch from "./tool-image-arch";
import toolImageNoBuildah from "./tool-image-no-buildah";
import toolImageUnpinned from "./tool-image-unpinned";
import triggerChildRace from "./trigger-child-race";
import unknownFlag from "./unknown-flag";
import userBuildWithoutUserns from "./user-build-without-userns";
import yamlSyntax from "./yaml-syntax";

/** Every rule, by id. */
export const rules: readonly Rule[] = [
  boolFlagSpace,
  budAlias,
  buildArgOverridesTarget,
  buildArgSecret,
  buildManifestAccumulates,
  buildMultiIdfile,
  buildMultiPlatformTag,
  buildResultUnused,
  buildRmWithoutLayers,
  buildTagComma,
  buildTagEqualsManifest,
  cacheSharedAcrossArch,
  cacheWithoutLayers,
  configSyntax,
  containerfileSyntax,
  customImageNoChroot,
  dfArchPrefixedBase,
  dfBaseDigest,
  dfBuildplatformFinal,
  dfCopyCrossArchArtifact,
  dfFromPinnedPlatform,
  dfGoarchHardcoded,
  dfHardcodedArchUrl,
  dfMissing,
  dfOciDropped,
  dfPlatformLeak,
  dfRedefinePlatform,
  dfRunUnderEmulation,
  dfShortName,
  dfTargetDefaultIgnored,
  dfTargetarchNoArg,
  dfTargetplatformCase,
  dindUnneeded,
  dockerIsmCache,
  emulationNotSetUp,
  extendsArrayReplaced,
  extendsCycle,
  extendsDepth,
  extendsUnknown,
  flagsAfterArgs,
  formatDockerIndexOci,
  formatInvalid,
  formatMixed,
  fuseDeviceMissing,
  imagePlatformMismatch,
  includeMissing,
  inputInvalid,
  interruptibleManifest,
  isolationInvalid,
  isolationOciInContainer,
  jobNoScript,
  k8sCapabilities,
  k8sNodeSelectorMissing,
  k8sSecurityContext,
  latestConcurrent,
  latestUnprotected,
  layersCrossArch,
  loginAfterUse,
  loginBothPasswords,
  loginCredsArg,
  loginJobVarsInRules,
  loginLostByOverride,
  loginMissing,
  loginNoRegistry,
  loginOtherJob,
  loginPasswordArg,
  loginRegistryMismatch,
  loginStdinUnfed,
  loginUnquoted,
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
  networkWithChroot,
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
  privilegedExcess,
  producerAllowFailure,
  producerManual,
  pushManifestList,
  pushTagMismatch,
  pushUnbuilt,
  refInvalid,
  refNameUnsafe,
  refRegistryForeign,
  refTagVarAbsent,
  refUndefinedVar,
  referenceCycle,
  referenceMissing,
  rulesAsymmetric,
  runnerArchMismatch,
  runnerNotLinux,
  runnerTagTier,
  runnerTagUnknownHosted,
  runnerTagsContradict,
  runnerUntagged,
  scriptInvalid,
  secretEcho,
  securityOptMissing,
  securityOptRequired,
  securityOptSyntax,
  stageUndefined,
  storageDriverInvalid,
  storageInCache,
  storageOverlayRisk,
  storageVfsLayers,
  suppressionUnused,
  tagCollisionArch,
  tagMutableArch,
  tlsVerifyOff,
  tomlSyntax,
  toolImageArch,
  toolImageNoBuildah,
  toolImageUnpinned,
  triggerChildRace,
  unknownFlag,
  userBuildWithoutUserns,
  yamlSyntax,
];
