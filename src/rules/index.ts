// made by `npm run generate`; do not edit
import buildMultiPlatformTag from "./build-multi-platform-tag";
import buildTagComma from "./build-tag-comma";
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
import fuseDeviceMissing from "./fuse-device-missing";
import isolationOciInContainer from "./isolation-oci-in-container";
import k8sCapabilities from "./k8s-capabilities";
import k8sSecurityContext from "./k8s-security-context";
import loginMissing from "./login-missing";
import manifestMissingArch from "./manifest-missing-arch";
import manifestNeedsPartial from "./manifest-needs-partial";
import manifestRace from "./manifest-race";
import needsUndefined from "./needs-undefined";
import platformAlias from "./platform-alias";
import platformDuplicate from "./platform-duplicate";
import platformFlagConflict from "./platform-flag-conflict";
import platformNameMismatch from "./platform-name-mismatch";
import platformSyntax from "./platform-syntax";
import platformUnknownArch from "./platform-unknown-arch";
import privilegedExcess from "./privileged-excess";
import pushUnbuilt from "./push-unbuilt";
import type { Rule } from "./rule";
import runnerArchMismatch from "./runner-arch-mismatch";
import securityOptMissing from "./security-opt-missing";
import securityOptRequired from "./security-opt-required";
import securityOptSyntax from "./security-opt-syntax";
import storageDriverInvalid from "./storage-driver-invalid";
import storageInCache from "./storage-in-cache";
import storageOverlayRisk from "./storage-overlay-risk";
import storageVfsLayers from "./storage-vfs-layers";
import suppressionUnused from "./suppression-unused";
import tagCollisionArch from "./tag-collision-arch";
import tomlSyntax from "./toml-syntax";
import userBuildWithoutUserns from "./user-build-without-userns";
import yamlSyntax from "./yaml-syntax";

/** Every rule, by id. */
export const rules: readonly Rule[] = [
  buildMultiPlatformTag,
  buildTagComma,
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
  fuseDeviceMissing,
  isolationOciInContainer,
  k8sCapabilities,
  k8sSecurityContext,
  loginMissing,
  manifestMissingArch,
  manifestNeedsPartial,
  manifestRace,
  needsUndefined,
  platformAlias,
  platformDuplicate,
  platformFlagConflict,
  platformNameMismatch,
  platformSyntax,
  platformUnknownArch,
  privilegedExcess,
  pushUnbuilt,
  runnerArchMismatch,
  securityOptMissing,
  securityOptRequired,
  securityOptSyntax,
  storageDriverInvalid,
  storageInCache,
  storageOverlayRisk,
  storageVfsLayers,
  suppressionUnused,
  tagCollisionArch,
  tomlSyntax,
  userBuildWithoutUserns,
  yamlSyntax,
];
