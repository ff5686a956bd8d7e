// made by `npm run generate`; do not edit
import buildMultiPlatformTag from "./build-multi-platform-tag";
import buildTagComma from "./build-tag-comma";
import configSyntax from "./config-syntax";
import containerfileSyntax from "./containerfile-syntax";
import latestConcurrent from "./latest-concurrent";
import latestUnprotected from "./latest-unprotected";
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
import pushTagMismatch from "./push-tag-mismatch";
import pushUnbuilt from "./push-unbuilt";
import refInvalid from "./ref-invalid";
import refNameUnsafe from "./ref-name-unsafe";
import refRegistryForeign from "./ref-registry-foreign";
import refTagVarAbsent from "./ref-tag-var-absent";
import refUndefinedVar from "./ref-undefined-var";
import type { Rule } from "./rule";
import runnerArchMismatch from "./runner-arch-mismatch";
import secretEcho from "./secret-echo";
import securityOptMissing from "./security-opt-missing";
import securityOptRequired from "./security-opt-required";
import securityOptSyntax from "./security-opt-syntax";
import suppressionUnused from "./suppression-unused";
import tagCollisionArch from "./tag-collision-arch";
import tagMutableArch from "./tag-mutable-arch";
import tlsVerifyOff from "./tls-verify-off";
import tomlSyntax from "./toml-syntax";
import toolImageArch from "./tool-image-arch";
import toolImageNoBuildah from "./tool-image-no-buildah";
import toolImageUnpinned from "./tool-image-unpinned";
import yamlSyntax from "./yaml-syntax";

/** Every rule, by id. */
export const rules: readonly Rule[] = [
  buildMultiPlatformTag,
  buildTagComma,
  configSyntax,
  containerfileSyntax,
  latestConcurrent,
  latestUnprotected,
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
  pushTagMismatch,
  pushUnbuilt,
  refInvalid,
  refNameUnsafe,
  refRegistryForeign,
  refTagVarAbsent,
  refUndefinedVar,
  runnerArchMismatch,
  secretEcho,
  securityOptMissing,
  securityOptRequired,
  securityOptSyntax,
  suppressionUnused,
  tagCollisionArch,
  tagMutableArch,
  tlsVerifyOff,
  tomlSyntax,
  toolImageArch,
  toolImageNoBuildah,
  toolImageUnpinned,
  yamlSyntax,
];
