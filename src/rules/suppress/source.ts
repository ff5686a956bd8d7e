import type { ConfigFile } from "../../config/file";
import type { Containerfile } from "../../containerfile/containerfile";
import type { ImageFlow } from "../../images/flow";
import type { RunnerConfiguration } from "../../runner/configuration";
import type { FileId } from "../../text/span";
import type { YamlFile } from "../../yaml/parse";

/** A file in its own language. */
export type Source =
  | { readonly kind: "yaml"; readonly file: YamlFile }
  | { readonly kind: "toml"; readonly file: RunnerConfiguration }
  | { readonly kind: "containerfile"; readonly file: Containerfile };

/** What was read of files in each language. */
export interface Sources {
  readonly flows: readonly ImageFlow[];
  readonly runners: readonly RunnerConfiguration[];
  readonly containerfiles: readonly Containerfile[];
  readonly configurations: readonly ConfigFile[];
}

/** The file as it was read; undefined when it was not. */
export function findSource(sources: Sources, file: FileId): Source | undefined {
  for (const { pipeline } of sources.flows) {
    const yaml = pipeline.files.get(file);
    if (yaml) return { kind: "yaml", file: yaml };
  }
  const configuration = sources.configurations.find(({ yaml }) => yaml.file === file);
  if (configuration) return { kind: "yaml", file: configuration.yaml };
  const runner = sources.runners.find((other) => other.file === file);
  if (runner) return { kind: "toml", file: runner };
  const containerfile = sources.containerfiles.find((other) => other.file === file);
  return containerfile && { kind: "containerfile", file: containerfile };
}
