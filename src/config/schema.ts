import { severities } from "../text/finding";

/** The part of JSON Schema (draft 7) in which the settings are described: enough to check, to complete and to ship. */
export interface Schema {
  readonly type: "object" | "array" | "string" | "boolean";
  readonly description?: string;
  readonly enum?: readonly string[];
  /** What each of `enum` means, as VS Code shows it. */
  readonly enumDescriptions?: readonly string[];
  readonly pattern?: string;
  /** Values to offer; others are right too. */
  readonly examples?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** Of keys that are not among the properties; false: there are none. */
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
}

/** The schema of `.buildah-pipelines.yml`; the editor's settings are the same. */
export function settingsSchema(rules: readonly { readonly id: string; readonly summary: string }[]): Schema {
  const level = (description: string): Schema => ({ type: "string", enum: [...severities, "off"], description });
  return {
    type: "object",
    additionalProperties: false,
    properties: {
      rules: {
        type: "object",
        description: "How bad the findings of a rule are, by the rule's id; off: it is not run.",
        properties: Object.fromEntries(rules.map(({ id, summary }) => [id, level(summary)])),
        additionalProperties: false,
      },
      files: {
        type: "array",
        description:
          "Pipelines whose names do not say so: paths or patterns, from the project's folder. GitLab is told of them in the project's settings, or other pipelines start them.",
        items: { type: "string" },
      },
      runnerTags: {
        type: "object",
        description: "What is known of the runners that have a tag, by the tag.",
        additionalProperties: {
          type: "object",
          additionalProperties: false,
          properties: {
            architecture: {
              type: "string",
              description: "Architecture of the machine.",
              examples: ["amd64", "arm64", "arm", "ppc64le", "riscv64", "s390x"],
              pattern: "^[a-z0-9]+$",
            },
            privileged: { type: "boolean", description: "The job's container has all rights (privileged = true)." },
            hosted: { type: "boolean", description: "A runner of GitLab's: a fresh machine for each job." },
            runner: {
              type: "string",
              description: "The name of the runner in a config.toml of this repository, which tells the rest.",
            },
          },
        },
      },
      persistentStorage: {
        type: "boolean",
        description: "Images and logins outlive a job on your own runners. When it is not set, the tags tell.",
      },
      knownVariables: {
        type: "array",
        description: "Variables that are set outside of the files, in the project's settings for example.",
        items: { type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
      },
      buildahVersion: {
        type: "string",
        description:
          "Version of Buildah in images whose names do not tell it. When it is not set, the newest is assumed.",
        examples: ["1.44"],
        pattern: "^v?[0-9]+\\.[0-9]+(\\.[0-9]+)?$",
      },
    },
  };
}
